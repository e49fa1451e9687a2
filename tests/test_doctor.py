import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from autograder import doctor
from autograder.cli.app import cli
from autograder.errors import MachineError
from autograder.kernel.protocol import Execution
from tests.course_folder.courses import CONFIG, write_course


def test_a_missing_bubblewrap_is_one_sentence_on_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor.shutil, "which", lambda *a, **k: None)
    found = doctor._bubblewrap()
    assert not found.ok
    assert "apt install bubblewrap" in found.remedy


@pytest.mark.parametrize(("system", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_other_systems_author_and_report_but_grade_only_trusted_code(monkeypatch, system, name):
    monkeypatch.setattr(sys, "platform", system)
    found = doctor._bubblewrap()
    assert not found.ok
    assert name in found.detail
    assert "authoring, release, feedback and reports work" in found.detail
    assert "--trust-submissions" in found.remedy


def test_apparmor_is_named_with_the_profile_that_helps(monkeypatch, tmp_path):
    switch = tmp_path / "restrict"
    switch.write_text("1\n")
    monkeypatch.setattr(doctor, "RESTRICTED", switch)
    assert "/etc/apparmor.d/bwrap" in doctor._remedy()
    assert "{ userns, }" in doctor._remedy()
    assert "{{" not in doctor._remedy()


def test_a_switch_of_the_kernel_is_named(monkeypatch, tmp_path):
    switch = doctor.Path("/proc/sys/user/max_user_namespaces")
    monkeypatch.setattr(doctor, "_number", lambda path: 0 if path == switch else None)
    assert "user.max_user_namespaces" in doctor._remedy()


def test_a_package_that_is_not_installed_is_named():
    found = doctor._packages(["numpy", "ipython", "no-such-package-here"])
    assert not found.ok
    assert "no-such-package-here" in found.detail


def test_the_packages_of_the_course_are_looked_at_and_a_missing_one_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.cli.doctor.examine", lambda names: [doctor._packages(names)])
    course = write_course(tmp_path, config=CONFIG + "c.Autograder.student_packages.append('no-such-package-here')\n")
    told = CliRunner().invoke(cli, ["--course", str(course.root), "doctor"], catch_exceptions=False)
    assert told.exit_code == 1
    assert "'no-such-package-here' (student_packages) is not installed: pip install" in " ".join(told.output.split())


def test_packages_are_found_however_their_names_are_written():
    found = doctor._packages(["NumPy>=1", "IPython"])
    assert found.ok
    assert found.detail.startswith("ipython ")


@pytest.mark.parametrize("groups", [None, SimpleNamespace(version=1), SimpleNamespace(version=2)])
def test_the_means_by_which_memory_is_counted_is_told(monkeypatch, groups):
    monkeypatch.setattr(doctor.cgroup, "find", lambda: groups)
    found = doctor._memory()
    assert found.ok
    assert (f"cgroup v{groups.version}" if groups else "no memory group") in found.detail


def test_a_sandbox_that_does_not_start_is_a_finding_and_no_traceback(monkeypatch):
    def refuse(*_):
        raise MachineError("no room")

    monkeypatch.setattr(doctor, "Nursery", refuse)
    (found,) = doctor._sandbox(["numpy"])
    assert (found.ok, found.detail) == (False, "no room")


def test_a_law_that_does_not_hold_is_found():
    class Kernel:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def run(self, source):
            return Execution(doctor.Outcome.PASSED, result_text="True")

    for name, law in doctor.LAWS.items():
        assert law(lambda files, limits: Kernel())[0] is False, name


@pytest.mark.integration
def test_every_finding_tells_what_was_found_and_what_to_do():
    findings = doctor.examine()
    assert len({found.name for found in findings}) == len(findings) >= 5
    for found in findings:
        assert found.detail
        assert found.ok or found.remedy.endswith("."), found
