"""What answers showed is in the ledger, finds the events that follow, and tells who was held out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest_asyncio
from auslage.v1 import common_pb2, event_pb2, recommendation_pb2, search_pb2

from service.answers import Arm
from service.bootstrap import Folder
from service.config import Settings
from service.impressions import Impression, attributed
from service.keeper.writer import LedgerKeeper
from service.stores.sql.history import SqlHistory
from tests.harness.served import Service, quick_settings, served
from tests.harness.storefront import happening, ids, recommend, search, shorts, stock, tell, whole
from tests.harness.waiting import eventually
from training.impressions import Outcome, Sequel, read_outcomes

DENIED = common_pb2.CONSENT_DENIED
ARM = common_pb2.ExperimentArm
Answer = search_pb2.SearchResponse | recommendation_pb2.RecommendResponse


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with served(quick_settings(tmp_path)) as service:
        await stock(service, shorts())
        yield service


def recorded(folder: Path) -> list[Impression]:
    with closing(SqlHistory(Folder(folder).ledger)) as history:
        return [record.impression for record in history.impressions(after=0, limit=1_000)]


async def recorded_of(folder: Path, *answers: Answer) -> list[Impression]:
    """What the ledger tells of these answers, once it holds all of them."""
    tokens = [attributed(answer.attribution_token) for answer in answers]
    wanted = [token.id for token in tokens if token is not None]

    async def arrived() -> bool:
        return {shown.id for shown in recorded(folder)} >= set(wanted)

    await eventually(arrived)
    by_id = {shown.id: shown for shown in recorded(folder)}
    return [by_id[one] for one in wanted]


async def test_a_search_and_a_recommendation_are_recorded_as_they_were_shown(service: Service, tmp_path: Path) -> None:
    await tell(service, happening("men01"))
    found, proposed = await search(service, page_size=5), await recommend(service, "FOR_YOU", page_size=3)
    for answer, shown, origin in zip(
        (found, proposed), await recorded_of(tmp_path, found, proposed), ("search", "FOR_YOU"), strict=True
    ):
        assert [hit.product_id for hit in shown.hits] == ids(answer)
        assert [dict(hit.parts) for hit in shown.hits] == [{p.name: p.value for p in hit.parts} for hit in answer.hits]
        assert [hit.propensity for hit in shown.hits] == [hit.propensity for hit in answer.hits]
        assert [hit.rank_without_personalization for hit in shown.hits] == [
            hit.rank_without_personalization for hit in answer.hits
        ]
        assert (shown.origin, shown.snapshot_version) == (origin, answer.snapshot_version)
        assert (shown.visitor_id, shown.first_position, shown.arm, shown.sample) == ("anna", 1, Arm.NONE, 1.0)


async def test_a_second_page_goes_on_where_the_first_ended(service: Service, tmp_path: Path) -> None:
    first = await search(service, page_size=10)
    second = await search(service, page_size=10, page_token=first.next_page_token)
    shown = await recorded_of(tmp_path, first, second)
    assert [impression.first_position for impression in shown] == [1, 11]


async def test_clicks_and_purchases_find_the_place_of_the_product_in_their_answer(
    service: Service, tmp_path: Path
) -> None:
    found = await search(service, page_size=4)
    second, third = ids(found)[1:3]
    token = found.attribution_token
    written = await tell(
        service,
        happening(second, event_type="impression", attribution_token=token),
        happening(third, event_type="click", attribution_token=token),
        happening(third, event_type="purchase-complete"),
    )
    assert {status.code for status in written.statuses} == {common_pb2.EntryStatus.CODE_OK}
    await recorded_of(tmp_path, found)
    with closing(SqlHistory(Folder(tmp_path).ledger)) as history:
        [outcome] = read_outcomes(history)
    assert positions(outcome, Sequel.SEEN) == [2, 3]
    assert positions(outcome, Sequel.CLICKED) == positions(outcome, Sequel.BOUGHT) == [3]


def positions(outcome: Outcome, sequel: Sequel) -> Sequence[int]:
    return outcome.positions[outcome.has(sequel)].tolist()


async def test_keystrokes_and_answers_without_consent_are_not_recorded(service: Service, tmp_path: Path) -> None:
    await search(service, consent=DENIED)
    await recommend(service, "TRENDING", consent=DENIED)
    await service.search.Suggest(
        search_pb2.SuggestRequest(prefix="sho", visitor_id="anna", consent=common_pb2.CONSENT_GRANTED)
    )
    last = await search(service)
    await recorded_of(tmp_path, last)
    assert len(recorded(tmp_path)) == 1


async def test_what_was_shown_last_is_recorded_when_the_server_leaves(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path)) as service:
        await stock(service, shorts(2))
        await search(service)
    assert len(recorded(tmp_path)) == 1


async def test_places_are_given_to_newcomers_for_those_who_consent_and_the_odds_are_recorded(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path, exploration_share=0.5)) as service:
        await stock(service, shorts())
        explored = await recommend(service, "FOR_YOU", page_size=6)
        certain = [
            await recommend(service, "FOR_YOU", page_size=6, consent=DENIED),
            await recommend(service, "TRENDING", page_size=6),
        ]
        [shown] = await recorded_of(tmp_path, explored)
    assert sum(hit.propensity < 0.1 for hit in explored.hits) == 3
    assert [hit.propensity for hit in shown.hits] == [hit.propensity for hit in explored.hits]
    assert {hit.propensity for answer in certain for hit in answer.hits} == {1.0}


async def test_without_a_sample_nothing_is_recorded_and_tokens_stay(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path, impressions_sample=0.0)) as service:
        await stock(service, shorts(2))
        assert attributed((await search(service)).attribution_token)
    assert recorded(tmp_path) == []


async def test_what_the_ledger_refuses_to_record_costs_no_answer(tmp_path: Path) -> None:
    async with served(quick_settings(tmp_path)) as service:
        await stock(service, shorts(2))
        assert isinstance(service.keeper, LedgerKeeper)
        await service.keeper.close()
        assert [len((await search(service)).hits) for _ in range(3)] == [4, 4, 4]
    assert recorded(tmp_path) == []


class TestHoldout:
    """Half of the visitors are held out, so that a few of them do for a test."""

    VISITORS = tuple(f"visitor-{number:02d}" for number in range(24))

    @staticmethod
    def settings(folder: Path) -> Settings:
        return quick_settings(folder, holdout_share=0.5)

    async def arms(self, service: Service) -> dict[str, int]:
        return {name: (await search(service, visitor_id=name, page_size=1)).experiment_arm for name in self.VISITORS}

    async def test_a_visitor_keeps_their_arm_over_calls_and_restarts(self, tmp_path: Path) -> None:
        async with served(self.settings(tmp_path)) as service:
            await stock(service, shorts(2))
            before = await self.arms(service)
            again = {name: await self.told_by_all(service, name) for name in self.VISITORS}
        async with served(self.settings(tmp_path)) as service:
            after = await self.arms(service)
        assert set(before.values()) == {ARM.EXPERIMENT_ARM_HOLDOUT, ARM.EXPERIMENT_ARM_PERSONALIZED}
        assert before == after
        assert again == {name: {arm} for name, arm in before.items()}

    @staticmethod
    async def told_by_all(service: Service, name: str) -> set[int]:
        """The arms that a recommendation and a keystroke tell of."""
        typed = search_pb2.SuggestRequest(prefix="s", visitor_id=name, consent=common_pb2.CONSENT_GRANTED)
        proposed = await recommend(service, "FOR_YOU", visitor_id=name, page_size=1)
        return {proposed.experiment_arm, (await service.search.Suggest(typed)).experiment_arm}

    async def test_who_is_held_out_is_answered_as_if_nothing_were_known(self, tmp_path: Path) -> None:
        async with served(self.settings(tmp_path)) as service:
            await stock(service, shorts())
            arms = await self.arms(service)
            for name in self.VISITORS:
                await tell(service, *self.liking("women", name))
            for name, arm in arms.items():
                plain, answer = await self.of_one_moment(service, name)
                is_held_out = arm == ARM.EXPERIMENT_ARM_HOLDOUT
                assert (ids(answer) == ids(plain)) == is_held_out, name
                assert any(part.name.startswith("slot.") for hit in answer.hits for part in hit.parts) != is_held_out
        assert {shown.arm for shown in recorded(tmp_path)} == {Arm.HOLDOUT, Arm.PERSONALIZED}

    async def test_who_is_held_out_keeps_the_lists_of_what_they_did_themselves(self, tmp_path: Path) -> None:
        async with served(self.settings(tmp_path)) as service:
            await stock(service, shorts(4))
            arms = await self.arms(service)
            for name in arms:
                await tell(service, *(happening(viewed, visitor_id=name) for viewed in ("men01", "women02")))
            for name, arm in arms.items():
                viewed = await whole(partial(recommend, service, "RECENTLY_VIEWED", visitor_id=name))
                assert (ids(viewed), viewed.experiment_arm) == (["women02", "men01"], arm)

    @staticmethod
    async def of_one_moment(service: Service, name: str) -> tuple[search_pb2.SearchResponse, search_pb2.SearchResponse]:
        """What nobody and this visitor find in one snapshot: between two of them, demand changes the order."""
        while True:
            plain = await search(service, visitor_id="", consent=DENIED)
            answer = await whole(lambda: search(service, visitor_id=name))
            if plain.snapshot_version == answer.snapshot_version:
                return plain, answer

    @staticmethod
    def liking(gender: str, name: str) -> list[event_pb2.Event]:
        return [happening(f"{gender}{number:02d}", visitor_id=name) for number in range(5)]

    async def test_without_a_known_visitor_or_a_holdout_there_is_no_arm(self, tmp_path: Path) -> None:
        async with served(self.settings(tmp_path)) as service:
            await stock(service, shorts(2))
            assert (await search(service, visitor_id="")).experiment_arm == ARM.EXPERIMENT_ARM_NONE
            assert (await search(service, consent=DENIED)).experiment_arm == ARM.EXPERIMENT_ARM_NONE
        async with served(quick_settings(tmp_path)) as service:
            assert (await search(service)).experiment_arm == ARM.EXPERIMENT_ARM_NONE
