"""JupyterLab with nbgrader's extension, on loopback, driven in headless Chromium.

Skipped where there is no Chromium or Chrome; `tools/bootstrap.sh` installs one where it may.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.browser.lab import Lab
from tests.ending import end

ROOT = Path(__file__).parents[2]
TOKEN = "loopback"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    return found


@pytest.fixture(scope="module")
def student_folder(tmp_path_factory):
    """What a student has: the release of every assignment, nothing else of the course."""
    folder = tmp_path_factory.mktemp("student")
    for assignment in sorted(path.name for path in (ROOT / "release").iterdir() if path.is_dir()):
        shutil.copytree(ROOT / "release" / assignment, folder / assignment)
    return folder


@pytest.fixture(scope="module")
def server(student_folder, tmp_path_factory):
    """The address of a running JupyterLab."""
    home = tmp_path_factory.mktemp("home")
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is in the page, not only the visible ones
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, content in settings.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    foreign = ("MPL", "JUPYTER", "IPYTHON")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    environment = inherited | {
        "HOME": str(home),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "IPYTHONDIR": str(home / "ipython"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--port-retries=0",
        "--ip=127.0.0.1", f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=student_folder, env=environment, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api?token={TOKEN}", process, home / "log")
        yield address
    finally:
        end(process)


def _wait_for(address, process, log):
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def browser(chromium):
    """A headless browser."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def open_notebook(browser, server, student_folder):
    """Opens the released notebook of an assignment in JupyterLab."""

    def opened(assignment):
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.goto(f"{server}/lab/workspaces/{assignment}/tree/{assignment}/{assignment}.ipynb?token={TOKEN}")
        return Lab(page, student_folder / assignment)

    return opened
