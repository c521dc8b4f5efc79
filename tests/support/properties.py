"""How property tests run: as long as they need, since a busy machine is no failure."""

from typing import Final

from hypothesis import HealthCheck, settings

PATIENT: Final = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFTEN: Final = settings(PATIENT, max_examples=150)
