"""Batches, update masks and admission."""

from operator import attrgetter

import pytest
from auslage.v1 import catalog_pb2
from google.protobuf.field_mask_pb2 import FieldMask

from service.errors import InvalidArgument, Overloaded
from service.rpc.admission import Admission
from service.rpc.batches import good, merge, parse_entries, refuse_repeats
from service.rpc.mask import PATHS, parse_mask
from service.rpc.parse_product import parse_product
from service.types import EntryCode, EntryStatus, Product

OK = EntryStatus()


def products(*ids: str) -> list[catalog_pb2.Product]:
    return [catalog_pb2.Product(id=each) for each in ids]


async def parse(*ids: str) -> list[Product | EntryStatus]:
    return refuse_repeats(await parse_entries(products(*ids), "products", parse_product), "id", attrgetter("id"))


def mask(*paths: str) -> tuple[str, ...]:
    return parse_mask(FieldMask(paths=paths))


async def test_bad_entries_are_answered_and_the_good_rest_goes_on() -> None:
    entries = await parse("a", "", "b")
    assert good(entries) == [Product(id="a"), Product(id="b")]
    assert entries[1] == EntryStatus(EntryCode.INVALID, "id", "is required")


async def test_answers_come_in_the_order_of_the_batch() -> None:
    stale = EntryStatus(EntryCode.STALE)
    codes = [status.code for status in merge(await parse("a", "", "b"), [OK, stale])]
    assert codes == [EntryCode.OK, EntryCode.INVALID, EntryCode.STALE]


async def test_a_repeated_id_is_refused_and_the_first_one_stands() -> None:
    entries = await parse("a", "b", "a")
    assert good(entries) == [Product(id="a"), Product(id="b")]
    assert entries[2] == EntryStatus(EntryCode.INVALID, "id", "stands in this batch before")


async def test_a_replay_that_answers_another_batch_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="request_id"):
        merge(await parse("a", "b"), [OK])


async def test_a_batch_has_1_to_500_entries() -> None:
    assert len(good(await parse(*map(str, range(500))))) == 500
    for n in (0, 501):
        with pytest.raises(InvalidArgument, match="500") as caught:
            await parse(*map(str, range(n)))
        assert caught.value.field == "products"


def test_a_mask_names_fields_by_their_proto_paths() -> None:
    assert mask("price_info.price", "available_quantity") == ("price", "available_quantity")
    assert mask("rating", "expire_time") == ("rating_average", "rating_count", "expire_time_ms")


def test_a_field_named_twice_stands_once() -> None:
    assert mask("price_info.price", "price_info") == ("price", "original_price", "cost", "currency_code")


@pytest.mark.parametrize("path", ["id", "source_version", "price", "price_info.discount", "attributes.fit", "*", ""])
def test_a_path_that_no_patch_may_name_is_refused(path: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        mask("title", path)
    assert caught.value.field == "update_mask.paths[1]"


def test_a_mask_is_required() -> None:
    with pytest.raises(InvalidArgument, match="update_mask"):
        mask()


def test_every_field_but_the_fixed_ones_can_be_patched() -> None:
    patchable = {name for names in PATHS.values() for name in names}
    assert patchable == set(Product.__slots__) - {"id", "source_version"}


@pytest.mark.parametrize("path", sorted(PATHS))
def test_every_path_is_one_of_the_proto(path: str) -> None:
    assert FieldMask(paths=[path]).IsValidForDescriptor(catalog_pb2.Product.DESCRIPTOR)


def test_one_call_too_many_is_refused_at_once_and_a_freed_slot_is_taken_again() -> None:
    admission = Admission(2)
    with admission.slot():
        with admission.slot(), pytest.raises(Overloaded, match="2 calls"), admission.slot():
            pass
        with admission.slot():
            pass


def test_a_failed_call_frees_its_slot() -> None:
    admission = Admission(1)
    for _ in range(3):
        with pytest.raises(KeyError), admission.slot():
            raise KeyError
