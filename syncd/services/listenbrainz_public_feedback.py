"""What everybody at ListenBrainz thinks of one recording (`apis/listenbrainz.md` §4.3)."""

from collections import Counter
from dataclasses import dataclass

from syncd.domain.account import Score
from syncd.domain.errors import Unreadable
from syncd.domain.track import Mbid
from syncd.services.answer import as_count, as_object
from syncd.services.http import Endpoint, Host
from syncd.services.listenbrainz_feedback import score_of
from syncd.services.listenbrainz_wire import judge

OF_EVERYBODY = Endpoint("GET", "/1/feedback/recording/{mbid}/get-feedback-mbid", patience=5.0, is_dispensable=True)
"""Nice to know, and no more: nobody waits for it."""

ROWS = 1000


@dataclass(frozen=True, slots=True)
class PublicFeedback:
    """How many loved and hated it, of the newest `ROWS`; `total` counts all rows."""

    loved: int
    hated: int
    total: int


def public_feedback(host: Host, mbid: Mbid) -> PublicFeedback:
    """Ask about one recording, in one request. The total takes no notice of scores, so the rows are counted."""
    answer = host.read(OF_EVERYBODY, fields={"mbid": mbid}, params={"count": str(ROWS)}, judge=judge).object()
    rows, total = answer.get("feedback"), as_count(answer.get("total_count"))
    if not isinstance(rows, list) or total is None:
        raise Unreadable(host.name, f"{OF_EVERYBODY.path} does not tell anybody's feedback")
    scores = Counter(score_of(as_object(row).get("score")) for row in rows)
    return PublicFeedback(loved=scores[Score.LOVE], hated=scores[Score.HATE], total=total)
