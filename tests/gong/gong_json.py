"""Small calls in Gong's JSON shape, for tests to spoil."""

from __future__ import annotations

CALL_ID = "7782342274025937895"
REP_VOICE = "6432345678555530067"
CUSTOMER_VOICE = "6432345678555530068"

REP: dict[str, object] = {
    "id": "56825452554556",
    "emailAddress": "Ana.Silva@seller.example",
    "name": "Ana Silva",
    "title": "Account Executive",
    "userId": "234599484848423",
    "speakerId": REP_VOICE,
    "affiliation": "Internal",
    "phoneNumber": "+1 123-567-8989",
    "methods": ["Invitee", "Attendee"],
    "context": [{"system": "Salesforce", "objects": [{"objectType": "Contact", "objectId": "1", "fields": []}]}],
}
CUSTOMER: dict[str, object] = {
    "id": "56825452554557",
    "emailAddress": "bo@customer.example",
    "name": "Bo Ek",
    "speakerId": CUSTOMER_VOICE,
    "affiliation": "External",
}
CRM: list[object] = [
    {
        "system": "Salesforce",
        "objects": [
            {
                "objectType": "Opportunity",
                "objectId": "0061Q00000mkU1fQAE",
                "timing": "Now",
                "fields": [{"name": "Name", "value": "Acme - Renewal"}, {"name": "StageName", "value": "Closed"}],
            },
            {
                "objectType": "Opportunity",
                "objectId": "0061Q00000mkU1fQAE",
                "timing": "TimeOfCall",
                "fields": [
                    {"name": "Name", "value": "Acme - Renewal"},
                    {"name": "StageName", "value": "Open Renewal"},
                    {"name": "Amount", "value": 50000},
                    {"name": "Product__c", "value": "Prefect Cloud"},
                ],
            },
            {"objectType": "Account", "objectId": "0011", "fields": [{"name": "Name", "value": "Acme"}]},
        ],
    }
]


def call_data(*, parties: object = None, context: object = None, **meta: object) -> dict[str, object]:
    """A CallData; keyword arguments replace fields of its metaData."""
    return {
        "metaData": {
            "id": CALL_ID,
            "url": f"https://us-11514.app.gong.io/call?id={CALL_ID}",
            "title": "Acme and Seller",
            "scheduled": "2026-10-18T14:00:00-07:00",
            "started": "2026-10-18T14:03:37.041977-07:00",
            "duration": 460,
            "primaryUserId": "234599484848423",
            "direction": "Conference",
            "system": "Zoom",
            "scope": "External",
            "media": "Video",
            "language": "eng",
            "workspaceId": "623457276584334",
            "sdrDisposition": None,
            "clientUniqueId": None,
            "customData": None,
            "purpose": "Demo Call",
            "isPrivate": False,
            "fieldOfTheFuture": {"a": [1]},
            **meta,
        },
        "context": context,
        "parties": [REP, CUSTOMER] if parties is None else parties,
        "content": {"topics": [{"name": "Objections", "duration": 86}]},
    }


def transcript(*monologues: dict[str, object], call_id: object = CALL_ID) -> dict[str, object]:
    """A CallTranscript of these monologues, or of a short greeting."""
    hello = (said(REP_VOICE, 0, 1_500, "Hello Bo."), said(CUSTOMER_VOICE, 1_600, 2_400, "Hello."))
    return {"callId": call_id, "transcript": list(monologues or hello)}


def said(voice: object, start: object, end: object, text: object) -> dict[str, object]:
    """A monologue of one sentence, in ms."""
    return {"speakerId": voice, "topic": None, "sentences": [{"start": start, "end": end, "text": text}]}
