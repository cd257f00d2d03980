"""A payload of each command that has its form, and nothing else to recommend it."""

from typing import Any

from domain.commands import PAYLOADS

BY_PATTERN = {
    r"^[a-z0-9][a-z0-9._-]{0,62}$": "apa-saja",
    r"^[0-9]{2}(\.[0-9]{2})?$": "33.72",
    r"^[0-9a-f]{64}$": "0" * 64,
    r"^[A-Za-z0-9+/]{86}==$": "A" * 86 + "==",
}
BY_NAME = {"lasts": "P10D", "by": "P10D", "edition": "ringkas"}
BY_FORMAT = {"uuid": "00000000-0000-4000-8000-000000000000", "date": "2026-01-02", "date-time": "2026-01-02T03:04:05Z"}


def payload(name: str) -> dict[str, Any]:
    """What the command of that name takes."""
    schema = PAYLOADS[name].model_json_schema()
    found: dict[str, Any] = _example(schema, schema.get("$defs", {}))
    PAYLOADS[name].model_validate(found)
    return found


def _example(schema: dict[str, Any], known: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _example(known[schema["$ref"].rpartition("/")[2]], known)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _example(schema[several][0], known)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            if "properties" not in schema:
                [values] = (schema.get("patternProperties") or {"": schema.get("additionalProperties")}).values()
                return {"apa-saja": _example(values, known)}
            properties = schema["properties"]
            return {name: BY_NAME.get(name) or _example(properties[name], known) for name in schema.get("required", ())}
        case "array":
            return [_example(schema["items"], known) for _ in range(max(1, schema.get("minItems", 0)))]
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
    if "format" in schema:
        return BY_FORMAT[schema["format"]]
    return BY_PATTERN.get(schema.get("pattern", ""), "Sebuah teks.")
