"""What schemathesis has to be told: how a body of lines of JSON is written, and which texts nobody can make up."""

import json

import schemathesis
from schemathesis.generation.meta import TestPhase


@schemathesis.serializer("application/x-ndjson")
def lines(_context, value):
    return value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """No good request has a cursor or position that is not of this server, a NUL, or asks for a page of a sheet."""
    if case.headers:
        case.headers.pop("X-API-Key", None)  # the run brings the one credential that a request may have
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for part, name in ((case.headers, "Muster-Position"), (case.query, "cursor")):
        if part:
            part.pop(name, None)
    # A target holds no NUL, whatever its parameters may hold.
    for name in [name for name, value in (case.query or {}).items() if "\0" in str(value)]:
        case.query.pop(name)
    if case.query and case.meta.phase.name is TestPhase.STATEFUL:
        case.query.pop("format", None)  # links lead on from JSON
    if case.query and case.query.get("format") in ("csv", "xlsx"):
        for name in ("limit", "count"):
            case.query.pop(name, None)
