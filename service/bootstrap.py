"""The one place that constructs: settings in, running parts out."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from service.answers import AttributionId
from service.candidates.kernels import compile_kernels
from service.config import Settings
from service.errors import LedgerBusy, SettingsInvalid, StoreUnavailable
from service.keeper.indexer import Indexer
from service.keeper.link import KeeperLink
from service.keeper.lock import lock_folder
from service.keeper.server import serve_keeper
from service.keeper.words_file import WordsFile
from service.keeper.writer import LedgerKeeper
from service.ports import History, Keeper, VisitStore
from service.retrieval.follower import IndexFollower, IndexView
from service.rpc.handlers import UseCases
from service.rpc.server import Listening, RpcServer, build_server
from service.rpc.tokens import TokenSeal
from service.stores.memory import MemoryLimits, MemoryVisitStore
from service.stores.redis.client import connect
from service.stores.redis.limits import RedisLimits
from service.stores.redis.visits import RedisVisitStore
from service.stores.sql.engine import ledger_url
from service.stores.sql.history import SqlHistory
from service.stores.sql.ledger import SqlLedger
from service.types import Seq
from service.usecases.attributions import Attributions
from service.usecases.catalog import Catalog
from service.usecases.follow import Follower
from service.usecases.impression_log import ImpressionLog
from service.usecases.models import Models
from service.usecases.recommend import Recommend
from service.usecases.search import Search
from service.usecases.serving import ServingRecord, Visibility
from service.usecases.slot import SnapshotSlot
from service.usecases.suggest import Suggest
from service.usecases.suggest_core import Memos
from service.usecases.visitors import Visitors
from service.usecases.write_events import WriteEvents
from service.visitor.holdout import Holdout

_READY_WITHIN_S = 120.0
_DAY_MS = 24 * 3600 * 1000
# Long enough for a burst of Python, short enough that the event loop gets its turn while the indexer works.
_SWITCH_INTERVAL_S = 0.001


def now_ms() -> int:
    """The wall clock, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a deployment keeps its files."""

    root: Path

    @property
    def ledger(self) -> str:
        """The ledger's address."""
        return ledger_url(self.root)

    @property
    def index(self) -> Path:
        """The index builds."""
        return self.root / "index"

    @property
    def bundles(self) -> Path:
        """The trained bundles."""
        return self.root / "bundles"

    @property
    def workers(self) -> Path:
        """What each worker serves."""
        return self.root / "workers"

    @property
    def words(self) -> Path:
        """The merchant's words."""
        return self.root / "words.toml"

    @property
    def socket(self) -> Path:
        """Where the keeper listens."""
        return self.root / "keeper.sock"

    def create(self) -> Folder:
        """Make the folders; index and bundles are readable by this user alone, even inside a folder that is not.

        Raises:
            SettingsInvalid: they cannot be made, or belong to somebody else.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for path in (self.index, self.bundles):
                path.mkdir(exist_ok=True, mode=0o700)
                path.chmod(0o700)
        except OSError as error:
            raise SettingsInvalid(
                "data_dir: must be a folder that this user can write, and own what is in it"
            ) from error
        return self

    def key(self) -> bytes:
        """The secret that seals this deployment's tokens and draws its holdout; made at first use, the same for all who ask."""
        path = self.root / "token.key"
        if not path.exists():
            # Under its name once it is whole: neither another process nor a crash meets a part of it.
            with NamedTemporaryFile(dir=self.root, prefix=".token-") as file:
                file.write(secrets.token_bytes(32))
                file.flush()
                os.fsync(file.fileno())
                with suppress(FileExistsError):
                    os.link(file.name, path)
        return path.read_bytes()


def open_history(data_dir: Path) -> History:
    """Blocking reads of a deployment's ledger, for training. Raises StoreUnavailable if there is none."""
    return SqlHistory(Folder(data_dir).ledger)


@contextmanager
def open_index(data_dir: Path, *, language: str) -> Iterator[IndexView]:
    """All that a data folder's ledger holds, indexed and opened without a server. Nobody else may index it meanwhile.

    Raises StoreUnavailable if there is no ledger.
    """
    folder = Folder(data_dir).create()
    with (
        closing(SqlHistory(folder.ledger)) as history,
        closing(_indexer(folder, history, language, threading.Event())) as indexer,
    ):
        indexer.catch_up()
        view = IndexFollower(folder.index).poll()
        if view is None:
            raise StoreUnavailable("index")
        yield view


@asynccontextmanager
async def open_keeper(data_dir: Path) -> AsyncIterator[Keeper]:
    """The keeper of a data folder: the one that runs, else one of our own for the length of the block."""
    folder = Folder(data_dir).create()
    try:
        # Nobody indexes meanwhile, and nothing is too old: whoever serves the folder next catches up.
        async with _own_ledger(folder, lambda _seq: None, impressions_for_ms=None) as keeper:
            yield keeper
    except LedgerBusy:
        async with link_keeper(data_dir) as link:
            yield link


@asynccontextmanager
async def link_keeper(data_dir: Path) -> AsyncIterator[Keeper]:
    """The keeper of a data folder that another process runs, now or by the time it is called."""
    link = KeeperLink(Folder(data_dir).socket)
    try:
        yield link
    finally:
        await link.close()


@asynccontextmanager
async def run_keeper(settings: Settings) -> AsyncIterator[Keeper]:
    """Own the data folder: write, index, and answer other processes on the keeper's socket."""
    folder = Folder(settings.data_dir).create()
    async with AsyncExitStack() as stack:
        grown = threading.Event()
        own = _own_ledger(folder, lambda _seq: grown.set(), impressions_for_ms=settings.impressions_days * _DAY_MS)
        keeper = await stack.enter_async_context(own)
        history = SqlHistory(folder.ledger)
        stack.callback(history.close)
        indexer = _indexer(folder, history, settings.language_code, grown)
        stack.push_async_callback(asyncio.to_thread, indexer.close)
        await asyncio.to_thread(indexer.start)
        await stack.enter_async_context(serve_keeper(keeper, folder.socket))
        yield keeper


@asynccontextmanager
async def run_worker(settings: Settings, keeper: Keeper) -> AsyncIterator[RpcServer]:
    """Serve until the block ends; the server says SERVING once it has a snapshot, and drains at the end."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    folder = Folder(settings.data_dir)
    # Before anything is followed: what is compiled in between would hold up every change that somebody waits for.
    await asyncio.to_thread(compile_kernels)
    async with AsyncExitStack() as stack:
        ledger = SqlLedger(folder.ledger)
        stack.push_async_callback(ledger.close)
        store = visit_store(settings)
        stack.push_async_callback(store.close)
        visitors = Visitors(store, ledger)
        stack.push_async_callback(visitors.close)
        slot = SnapshotSlot()
        serving = ServingRecord(folder.workers)
        stack.callback(serving.close)
        follower = Follower(folder.index, folder.bundles, slot, now_ms, serving.tell)
        following = asyncio.create_task(follower.run())
        stack.push_async_callback(_cancelled, following)
        attributions = await stack.enter_async_context(_attributing(settings, folder, keeper))
        memos = Memos()
        use_cases = UseCases(
            search=Search(slot, visitors, ledger, now_ms, attributions, memos.matches),
            suggest=Suggest(slot, visitors, ledger, now_ms, attributions, memos),
            recommend=Recommend(slot, visitors, ledger, now_ms, attributions, settings.exploration_share),
            write_events=WriteEvents(keeper, visitors),
            catalog=Catalog(keeper, ledger, Visibility(folder.index, folder.workers, slot)),
            models=Models(folder.bundles, slot, follower.refresh),
        )
        # Before the port is bound: on one that workers share, a caller must not meet the one that cannot answer yet.
        if not await slot.wait_for(Seq(0), _READY_WITHIN_S):
            raise StoreUnavailable("index")
        # A change that others waited for while this worker was not yet known to them shows from the first answer on.
        with suppress(OSError, ValueError):  # files were replaced meanwhile: the follower is about to look again
            await follower.refresh()
        server = build_server(
            use_cases,
            _listening(settings),
            tokens=TokenSeal(folder.key()),
            now_ms=now_ms,
            default_consent=settings.default_consent,
        )
        # What is loaded by now stays: a full collection would walk it (100 ms for the demo's shop) in the middle of a search.
        gc.collect()
        gc.freeze()
        await server.start()
        stack.push_async_callback(server.drain, pause_s=settings.drain_s, grace_s=settings.grace_s)
        yield server


def visit_store(settings: Settings) -> VisitStore:
    """Redis where one is set, else the memory of this process."""
    if settings.redis_url is None:
        return MemoryVisitStore(MemoryLimits())
    limits = RedisLimits()
    return RedisVisitStore(
        connect(settings.redis_url.get_secret_value(), limits), prefix=settings.redis_prefix, limits=limits
    )


@asynccontextmanager
async def _attributing(settings: Settings, folder: Folder, keeper: Keeper) -> AsyncIterator[Attributions]:
    """What gives answers their ids and arms; what they showed is on its way to the keeper when the block ends."""
    log = ImpressionLog(keeper)
    try:
        yield Attributions(
            holdout=Holdout(settings.holdout_share, folder.key()),
            sample=settings.impressions_sample,
            log=log,
            new_id=lambda: AttributionId(secrets.token_bytes(16)),
            now_ms=now_ms,
        )
    finally:
        await log.close()


@asynccontextmanager
async def _own_ledger(
    folder: Folder, on_commit: Callable[[Seq], None], *, impressions_for_ms: int | None
) -> AsyncIterator[Keeper]:
    with lock_folder(folder.root):
        keeper = LedgerKeeper(folder.ledger, now_ms=now_ms, on_commit=on_commit, impressions_for_ms=impressions_for_ms)
        try:
            yield keeper
        finally:
            await keeper.close()


def _indexer(folder: Folder, history: History, language: str, grown: threading.Event) -> Indexer:
    words_file = WordsFile(folder.words)
    return Indexer(folder.index, history, language=language, words_file=words_file, now_ms=now_ms, grown=grown)


def _listening(settings: Settings) -> Listening:
    return Listening(
        listen=settings.listen,
        max_reads=settings.max_reads,
        max_writes=settings.max_writes,
        allow_remote=settings.allow_remote,
        reuse_port=settings.workers > 1,
    )


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
