"""`autograder formgrader` as it is started, and a page that reaches nothing but this machine."""

import contextlib
import re
import socket
import subprocess
import sys

import pytest


@contextlib.contextmanager
def formgrader(root):
    """The running command, and the address that it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from autograder.cli import main; main()"]
    command += ["--course", str(root), "formgrader", "--no-browser", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline()
        found = re.search(r"http://\S+", said)
        if found is None:
            process.kill()
            pytest.fail(said + process.stderr.read()[-2000:])
        try:
            yield process, found[0]
        finally:
            if process.poll() is None:
                process.kill()


def opened(browser, address, missed):
    """A page without a network; what it did not get is in `missed`."""
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.route(
        re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: (missed.append(route.request.url), route.abort())
    )
    page.on("response", lambda response: missed.extend([response.url] if response.status >= 400 else []))
    page.goto(address, wait_until="load")
    return page
