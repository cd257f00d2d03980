"""What can be held of the deployment files where no container engine runs."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyCompose
from ruamel.yaml import YAML
from temporalio.envconfig import ClientConfigProfile

from wiring.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
# Those of the web UI that are used; everything else named TEMPORAL_… is for a client.
WEB_UI = {
    "TEMPORAL_ADDRESS",
    "TEMPORAL_UI_PORT",
    "TEMPORAL_DEFAULT_NAMESPACE",
    "TEMPORAL_DISABLE_WRITE_ACTIONS",
}


def secret_targets(service: dict[str, Any]) -> set[str]:
    """Names of the files in /run/secrets that a service sees."""
    return {s if isinstance(s, str) else s["target"] for s in service.get("secrets", [])}


def test_the_compose_file_keeps_to_the_compose_specification() -> None:
    assert set(PyCompose.from_json(json.dumps(COMPOSE)).service_names()) == set(SERVICES)


def test_no_image_floats() -> None:
    for name, service in SERVICES.items():
        assert re.fullmatch(r"[a-z/-]+:\d+(\.\d+)+", service["image"]), name
    base = re.search(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert base
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", base[1])


def test_nothing_is_published_beyond_loopback_and_the_database_not_at_all() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"temporal", "temporal-ui"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert SERVICES["postgres"]["networks"] == ["database"]
    assert COMPOSE["networks"]["database"] == {"internal": True}
    assert SERVICES["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_what_runs_on_is_watched_and_what_runs_once_is_waited_for() -> None:
    once = {"temporal-schema", "temporal-namespace", "migrate"}
    assert all(SERVICES[name]["restart"] == "on-failure" for name in once)
    assert all("healthcheck" in SERVICES[name] for name in set(SERVICES) - once - {"temporal-ui"})
    for service in SERVICES.values():
        for name, how in service.get("depends_on", {}).items():
            expected = "service_completed_successfully" if name in once else "service_healthy"
            assert how["condition"] == expected
    assert set(SERVICES["worker"]["depends_on"]) == {"migrate", "temporal-namespace"}
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_every_setting_is_one_that_the_settings_know() -> None:
    for service in SERVICES.values():
        named = {*service.get("environment", {}), *(target.upper() for target in secret_targets(service))}
        assert {name for name in named if name.startswith(PREFIX)} <= SETTINGS
    assert "jejak_database_url" in secret_targets(OURS["worker"]) & secret_targets(OURS["migrate"])


def test_every_client_variable_is_one_that_temporal_knows() -> None:
    unset = ClientConfigProfile.load(disable_file=True, override_env_vars={})
    for name, service in SERVICES.items():
        if name == "temporal-ui":
            assert set(service["environment"]) == WEB_UI
            continue
        for variable, value in service.get("environment", {}).items():
            if variable.startswith("TEMPORAL_"):
                environment = {variable: value}
                assert ClientConfigProfile.load(disable_file=True, override_env_vars=environment) != unset


def test_every_variable_and_secret_is_explained_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    used |= {secret["environment"] for secret in COMPOSE["secrets"].values()}
    assert used == explained
    assert all(re.search(rf"^{name}=$", example, re.MULTILINE) for name in used if name.endswith("PASSWORD"))


@pytest.mark.parametrize("service", OURS)
def test_every_command_exists(service: str) -> None:
    python, program, *arguments = SERVICES[service]["command"]
    assert python == "python"
    ast.parse((ROOT / program).read_text())
    if arguments:
        subprocess.run([sys.executable, program, *arguments, "--help"], cwd=ROOT, check=True, capture_output=True)


def test_every_mounted_script_exists_and_is_sound() -> None:
    for name in ("temporal-schema", "temporal", "temporal-namespace"):
        shell, script = SERVICES[name]["entrypoint"]
        assert "./deploy/temporal:/deploy:ro" in SERVICES[name]["volumes"]
        path = ROOT / script.replace("/deploy/", "deploy/temporal/")
        subprocess.run([shell, "-n", path], check=True)
    dynamic = SERVICES["temporal"]["environment"]["DYNAMIC_CONFIG_FILE_PATH"]
    assert YAML(typ="safe").load(ROOT / dynamic.replace("/deploy/", "deploy/temporal/"))


def test_the_image_holds_every_package_and_nothing_but() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    copied = set(re.findall(r"^COPY (\w+)/ \1/$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert copied == packages | {"editions", "reference"}
    let_in = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert let_in == copied | {"requirements/production.txt", "worker.py", "starter.py"}
