"""The rule that does not hear frightening absences."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """`max_per_day` unloves, and not more than `max_share` of what the account listed; one a day always passes."""

    max_per_day: int = 20
    max_share: float = 0.05

    def allowed(self, listed: int) -> int:
        """How many absences a day are believed for an account that listed so many tracks."""
        share = int(round(self.max_share * listed, 6))  # 0.29 * 100 is less than 29, by the last digit
        return max(1, min(self.max_per_day, share))


def is_frightening(gone: int, *, heard_today: int, listed: int, limits: GuardLimits) -> bool:
    """Whether so many absences look like a broken list. Beyond the bound nothing of them enters memory."""
    return gone > 0 and heard_today + gone > limits.allowed(listed)
