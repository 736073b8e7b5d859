"""A step of `prefect.yaml`: which time zone the settings name, so that COMPANY_TIMEZONE decides when Monday begins."""

from __future__ import annotations

from analysis.settings import read_settings


def company_zone() -> dict[str, str]:
    """`zone`, for the schedules.

    Raises:
        BadSetting: COMPANY_TIMEZONE names none; then nothing is deployed.
    """
    return {"zone": read_settings().company_timezone}
