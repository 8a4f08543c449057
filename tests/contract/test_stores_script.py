"""`scripts/stores`: what it says when all is well, and when it is not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from catalog.testing.oscar_shop import OscarServer

ROOT = Path(__file__).resolve().parents[2]


def stores(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "scripts" / "stores"), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env={**os.environ, **env}
    )


def test_help_names_the_commands():
    told = stores("--help")
    assert told.returncode == 0
    assert all(word in told.stdout for word in ("up", "down", "status", "--port", "--json"))


def test_wrong_use_is_exit_2():
    assert stores("up", "nowhere").returncode == 2


def test_a_store_that_does_not_run_is_exit_3():
    told = stores("status", "oscar", "--instance", "never-started", "--json")
    assert told.returncode == 3
    assert json.loads(told.stdout)["running"] is False


def test_stopping_what_does_not_run_is_no_fault():
    told = stores("down", "oscar", "--instance", "never-started", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["stopped"] is False


@pytest.mark.oscar
def test_a_second_up_finds_the_running_shop(oscar: OscarServer):
    instance = f"test-{os.getpid()}"
    told = stores("up", "oscar", "--instance", instance, "--json")
    assert told.returncode == 0, told.stderr
    answer = json.loads(told.stdout)
    assert (answer["port"], answer["url"]) == (oscar.port, oscar.url)
    assert answer["seconds"] < 5
    assert (
        json.loads(stores("status", "oscar", "--instance", instance, "--json").stdout)["pid"] == answer["pid"]
    )


@pytest.mark.oscar
def test_it_listens_on_this_machine_only(oscar: OscarServer):
    mine = f"{oscar.port:04X}"
    listening = [
        row.split()[1]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for row in Path(table).read_text().splitlines()[1:]
        if row.split()[3] == "0A" and row.split()[1].endswith(f":{mine}")
    ]
    assert listening == [f"0100007F:{mine}"]


@pytest.mark.oscar
def test_a_taken_port_is_named_with_a_way_out(oscar: OscarServer):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        told = stores("up", "oscar", "--instance", f"taken-{os.getpid()}", "--port", port)
    stores("down", "oscar", "--instance", f"taken-{os.getpid()}", "--remove")
    assert told.returncode == 1
    assert port in told.stderr
    assert "--port" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.slow
@pytest.mark.oscar
def test_a_half_made_environment_is_made_anew_and_a_closed_network_is_said(tmp_path: Path):
    broken = tmp_path / "oscar" / "venv" / "bin"
    broken.mkdir(parents=True)
    (broken / "python").write_text("not a python")
    closed = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    told = stores("up", "oscar", VOICECART_STORES_HOME=str(tmp_path), **closed)
    assert told.returncode == 1
    assert "making it anew" in told.stderr
    assert "PIP_FIND_LINKS" in told.stderr
    assert not (tmp_path / "oscar" / "venv" / "voicecart-ready").exists()
