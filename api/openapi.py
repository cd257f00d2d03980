"""The description of the API, in OpenAPI: as FastAPI makes it, with the problems that are really answered."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, Problem

NAME = "Problem"
_SCHEMAS = "#/components/schemas/{model}"


def described(app: FastAPI) -> None:
    """Have an application describe itself so."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _made(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _made(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, routes=app.routes, servers=app.servers)
    schemas = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=_SCHEMAS)
    schemas |= problem.pop("$defs", {}) | {NAME: problem}
    answer = {"content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS.format(model=NAME)}}}}
    for path in found["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"] |= {
                "4XX": {"description": "What is wrong with the request.", **answer},
                "5XX": {"description": "What can't be done now.", **answer},
            }
    return found
