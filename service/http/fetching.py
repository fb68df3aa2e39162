"""The page at an address that a client posts: fetched as a robot asks, few at once, and within a minute.

Whoever may post a document can have the server ask any address. So what is fetched is what ``service.fetching`` fetches
(public addresses, checked at every redirect), and an answer never tells what a name of the inner network leads to.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.errors import InputError, UnreadableInput
from service.errors import AddressNotPublic, FetchingBusy, FetchingNotAvailable, NoSuchHost

if TYPE_CHECKING:
    from index.records import Submission
    from service.fetching.visitor import Visitor
    from service.settings import Settings

log = logging.getLogger(__name__)

MAX_TIMEOUT_S = 15.0
"""For one request to a site, however long ``ONRECORD_FETCH_TIMEOUT_S`` is: a client waits, and a thread with it."""
MAX_WAIT_S = 10.0
"""For a turn at a host. A robots.txt that asks for longer pauses is for ``onrecord ingest`` and feeds to keep to."""
WITHIN_S = 30.0
"""After so long no further request is begun; with the one under way and its robots.txt that makes a minute at most."""


class RequestedPages:
    """Fetches what clients ask for. At most half of the threads do so at once: the others answer checks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._room = threading.Semaphore(max(1, settings.threads // 2))
        self._visitor: Visitor | None = None
        self._lock = threading.Lock()

    def fetch(self, url: str, given: Mapping[str, object]) -> Submission:
        """The document at an address; what is ``given`` wins over what the page says.

        It is known by the address, unless ``given`` has an ``external_id``: fetched again after it changed, it is a new
        version of the same document.

        Raises:
            FetchingNotAvailable: the operator does not want it.
            FetchingBusy: as many are under way as may be.
            InputError: there is no page, or it cannot be used; the pointer is that of the address.
        """
        if not self._settings.fetch_on_request:
            raise FetchingNotAvailable(
                "url alone would have to be fetched, which this server does not do; send text or html beside it.",
                "/url",
            )
        if not self._room.acquire(blocking=False):
            raise FetchingBusy("As many pages are being fetched as may be at once. Try again in a few seconds.")
        try:
            return self._read(url, given)
        except (AddressNotPublic, NoSuchHost) as err:
            log.warning("not fetched for a client: %s", err)
            raise AddressNotPublic(
                "There is no such host on the public internet, or it cannot be looked up now. Check the address.",
                "/url",
            ) from err
        except InputError as err:
            err.pointer = err.pointer or "/url"
            raise
        finally:
            self._room.release()

    def _read(self, url: str, given: Mapping[str, object]) -> Submission:
        from service.fetching.pages import ONE_DOCUMENT, kind_of, read_page

        page = self._open().fetch(url, within_s=WITHIN_S)
        if kind_of(page) not in ONE_DOCUMENT:
            raise UnreadableInput(
                f"{url} is no page with one document. Feeds, sitemaps and files of many documents are for "
                "onrecord ingest and onrecord feeds.",
                "/url",
            )
        [found] = read_page(page, url, given)
        if isinstance(found, InputError):
            raise found
        return found

    def _open(self) -> Visitor:
        """One for all clients, so that they share the turns at a host."""
        from service.fetching.addresses import Allowed
        from service.fetching.fetcher import Fetcher, FetchPolicy
        from service.fetching.visitor import Visitor

        settings = self._settings
        with self._lock:
            if self._visitor is None:
                policy = FetchPolicy(
                    Allowed.parse(settings.fetch_allow),
                    min(settings.fetch_max_bytes, settings.max_body_bytes),
                    min(float(settings.fetch_timeout_s), MAX_TIMEOUT_S),
                    settings.fetch_user_agent,
                )
                self._visitor = Visitor(Fetcher(policy), settings.fetch_delay_s, max_wait_s=MAX_WAIT_S)
            return self._visitor
