"""What `coach doctor` says of the weekly mails: whether they can go, and to whom they do not."""

from __future__ import annotations

from typing import Final, Literal

from analysis.bootstrap import open_database
from analysis.settings import Settings
from db.wishes import bounced
from reports.office import sender_of

Health = Literal["ok", "off", "warning", "broken"]
NAMED: Final = 3


async def mail_health(settings: Settings) -> tuple[Health, str]:
    """Whether the mail server lets us in, and whose address takes no mail.

    Raises:
        BadSetting: it does not, or something that sending takes is not set.
    """
    if settings.report_mode == "off":
        return "off", "REPORT_MODE is off, so they are only written as files: coach report"
    says = f"{await sender_of(settings).mailer.check()}; {_whereto(settings)}"
    async with open_database(settings) as db:
        closed = [wish.address for wish in await bounced(db)]
    if closed:
        more = f" and {len(closed) - NAMED} more" if len(closed) > NAMED else ""
        return "warning", (
            f"{says}. No mail reaches {', '.join(closed[:NAMED])}{more}: mend the address, or "
            "`coach person set EMAIL --mail on` tries it again"
        )
    if settings.report_public_url is None:
        return "ok", f"{says}. REPORT_PUBLIC_URL is not set, so they are stopped by an answer and not by a click"
    return "ok", says


def _whereto(settings: Settings) -> str:
    if settings.report_override_to:
        return f"all of them go to {settings.report_override_to}"
    return "drafts go to managers first" if settings.report_mode == "draft" else "they go out without a draft"
