"""What can be held of the deployment files where no container engine runs."""

import ast
import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyCompose
from ruamel.yaml import YAML
from temporalio.envconfig import ClientConfigProfile

from service.provider import RETURN
from wiring.addresses import is_safe
from wiring.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
KEYS = {"./keys/signing.pem", "./keys/worker.pem", "./keys/checkpoint.pem"}
"""The files that `jejak keys new` makes."""
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
        assert re.fullmatch(r"[a-z./-]+:v?\d+(\.\d+)+", service["image"]), name
    base = re.search(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert base
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", base[1])


def test_nothing_but_caddy_is_published_beyond_loopback_and_the_database_not_at_all() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"temporal", "temporal-ui", "serve", "caddy"}
    assert published.pop("caddy") == ["80:80", "443:443"]
    assert published["serve"] == ["127.0.0.1:5556:5556"]  # the provider for trying out, and not the pages
    assert SERVICES["caddy"]["networks"] == ["web", "outside"]
    assert [name for name, each in SERVICES.items() if "web" in each.get("networks", [])] == ["serve", "caddy"]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert SERVICES["postgres"]["networks"] == ["database"]
    assert COMPOSE["networks"]["database"] == {"internal": True}
    assert SERVICES["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_what_runs_on_is_watched_and_what_runs_once_is_waited_for() -> None:
    once = {"temporal-schema", "temporal-namespace", "migrate"}
    assert all(SERVICES[name]["restart"] == "on-failure" for name in once)
    assert all("healthcheck" in SERVICES[name] for name in set(SERVICES) - once - {"temporal-ui"})
    assert all(service["logging"] == COMPOSE["x-logging"] for service in SERVICES.values())
    assert {"max-size", "max-file"} <= COMPOSE["x-logging"]["options"].keys()
    for service in SERVICES.values():
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
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


def test_every_variable_is_explained_in_the_example_and_none_is_secret() -> None:
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"\$\{([A-Z_]+)", TEXT)) == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert not re.search(r"^[A-Z_]*(PASSWORD|SECRET|KEY)[A-Z_]*=", example, re.MULTILINE)


def test_every_secret_is_a_file_that_is_made_and_used(tmp_path: Path) -> None:
    """Compose gives no secret from a variable to a service that can't be written to."""
    secrets = {name: secret["file"] for name, secret in COMPOSE["secrets"].items()}
    used = {
        each if isinstance(each, str) else each["source"]
        for service in SERVICES.values()
        for each in service.get("secrets", [])
    }
    assert used == secrets.keys()
    script = ROOT / "deploy" / "secrets.sh"
    made = tmp_path / "secrets"
    for _ in range(2):
        subprocess.run(["sh", script, made], check=True)
    first = {path.name: path.read_text() for path in made.iterdir()}
    assert {f"./secrets/{name}" for name in first} | KEYS == set(secrets.values())
    assert all(f"/{name}" in file or file in KEYS for name, file in secrets.items())
    passwords = [text for name, text in first.items() if name.endswith("_password")]
    assert len(set(passwords)) == len(passwords)
    for name, text in first.items():
        if name.endswith("_database_url"):
            login = name.removesuffix("_database_url")
            password = first[f"{login}_password"].strip()
            assert text == f"postgresql://jejak_{login}_login:{password}@postgres:5432/jejak\n"
    (made / "worker_password").write_text("kept")
    subprocess.run(["sh", script, made], check=True)
    assert (made / "worker_password").read_text() == "kept"
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_the_provider_for_trying_out_knows_the_pages_and_is_on_loopback_alone() -> None:
    dex = SERVICES["dex"]
    assert (dex["profiles"], dex["network_mode"]) == (["trial"], "service:serve")
    path = ROOT / dex["command"][-1].replace("/deploy/", "deploy/dex/")
    text = re.sub(r"\{\{ file.Read .* \}\}", "secret", path.read_text()).replace('{{ env.Getenv "SITE" }}', "localhost")
    found = YAML(typ="safe").load(text)
    example = (ROOT / ".env.example").read_text()
    assert f"OIDC_ISSUER={found['issuer']}\n" in example
    [client] = found["staticClients"]
    assert f"OIDC_CLIENT_ID={client['id']}\n" in example
    assert client["redirectURIs"] == [f"https://localhost{RETURN}"]
    assert is_safe(found["issuer"])
    [port] = SERVICES["serve"]["ports"]
    assert port.endswith(":" + found["web"]["http"].rsplit(":")[1])
    assert dex["healthcheck"]["test"][-1] == found["issuer"].replace("localhost", "127.0.0.1") + "/healthz"


def test_caddy_stands_before_what_serves() -> None:
    caddyfile = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()
    assert f"reverse_proxy serve:{Settings.model_fields['serve_port'].default}\n" in caddyfile
    assert SERVICES["caddy"]["environment"].keys() == set(re.findall(r"\{\$(\w+)\}", caddyfile))
    assert SERVICES["serve"]["environment"]["JEJAK_URL"].startswith("https://")


def test_every_file_that_is_mounted_is_there_or_is_said_to_be_made() -> None:
    made = {"./keys/checkpoints", "./checkpoints", "./backups"}
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source not in made:
                assert (ROOT / source).exists(), (name, source)
            elif not source.startswith("./"):
                assert source in COMPOSE["volumes"]


@pytest.mark.parametrize("service", OURS)
def test_every_command_exists(service: str) -> None:
    python, program, *arguments = SERVICES[service]["command"]
    assert python == "python"
    ast.parse((ROOT / program).read_text())
    if arguments:
        subprocess.run([sys.executable, program, *arguments, "--help"], cwd=ROOT, check=True, capture_output=True)


def test_every_mounted_script_exists_and_is_sound() -> None:
    for name in ("temporal-schema", "temporal", "temporal-namespace", "backup"):
        shell, script = SERVICES[name]["entrypoint"]
        room = "backup" if name == "backup" else "temporal"
        assert f"./deploy/{room}:/deploy:ro" in SERVICES[name]["volumes"]
        path = ROOT / script.replace("/deploy/", f"deploy/{room}/")
        subprocess.run([shell, "-n", path], check=True)
    dynamic = SERVICES["temporal"]["environment"]["DYNAMIC_CONFIG_FILE_PATH"]
    assert YAML(typ="safe").load(ROOT / dynamic.replace("/deploy/", "deploy/temporal/"))


def test_the_image_holds_every_package_and_nothing_but() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    copied = set(re.findall(r"^COPY (\w+)/ \1/$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    assert copied == packages | {"editions", "reference"}
    let_in = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert let_in == copied | {"requirements/production.txt", "worker.py", "starter.py"}
