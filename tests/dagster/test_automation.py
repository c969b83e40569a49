"""New seeds start a run, the same seeds do not; a failed run is told where the environment says, and nowhere else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from loopback import mail_server, webhook

from pipeline.automation import failed_run, new_seeds
from pipeline.definitions import defs
from pipeline.storage import Folders, ParquetFiles


class TestNewSeeds:
    def tick(self, seeds: Path, cursor: str | None) -> tuple[list[str], str | None]:
        """The keys of the runs that it asks for, and its next cursor."""
        context = dg.build_sensor_context(cursor=cursor, resources={"folders": Folders(seeds=str(seeds))})
        result = new_seeds(context)
        if isinstance(result, dg.SkipReason):
            return [], context.cursor
        assert isinstance(result, dg.SensorResult)
        return [str(request.run_key) for request in result.run_requests or []], result.cursor

    @pytest.fixture
    def seeds(self, tmp_path: Path) -> Path:
        (tmp_path / "seeds").mkdir()
        self.write(tmp_path / "seeds" / "one.txt", "one")
        return tmp_path / "seeds"

    def write(self, path: Path, text: str, age: int = 60) -> None:
        path.write_text(text)
        os.utime(path, (path.stat().st_atime - age, path.stat().st_mtime - age))

    def test_a_run_for_each_content(self, seeds: Path) -> None:
        first, cursor = self.tick(seeds, None)
        assert len(first) == 1
        assert self.tick(seeds, cursor)[0] == []
        self.write(seeds / "two.txt", "two")
        second, cursor = self.tick(seeds, cursor)
        assert len(second) == 1
        assert second != first

    def test_another_date_is_no_other_content(self, seeds: Path) -> None:
        _, cursor = self.tick(seeds, None)
        os.utime(seeds / "one.txt")
        asked, later = self.tick(seeds, cursor)
        assert asked == []
        assert later is not None
        assert cursor is not None
        assert later.split(":")[:2] == cursor.split(":")[:2]

    def test_same_size_and_date_is_no_same_content(self, seeds: Path) -> None:
        _, cursor = self.tick(seeds, None)
        before = (seeds / "one.txt").stat()
        (seeds / "one.txt").write_text("eno")
        os.utime(seeds / "one.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
        assert len(self.tick(seeds, cursor)[0]) == 1

    def test_a_content_that_comes_back_runs_again(self, seeds: Path) -> None:
        first, cursor = self.tick(seeds, None)
        self.write(seeds / "one.txt", "another")
        _, cursor = self.tick(seeds, cursor)
        self.write(seeds / "one.txt", "one")
        again, _ = self.tick(seeds, cursor)
        assert len(again) == 1
        assert again != first
        assert again[0].split(":")[1] == first[0].split(":")[1]

    def test_a_new_name_and_a_licence_are_another_content(self, seeds: Path) -> None:
        _, cursor = self.tick(seeds, None)
        (seeds / "one.txt").rename(seeds / "uno.txt")
        asked, cursor = self.tick(seeds, cursor)
        assert len(asked) == 1
        self.write(seeds / "licences.csv", "source,licence\nuno.txt,CC0-1.0\n")
        assert len(self.tick(seeds, cursor)[0]) == 1


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.RunFailureSensorContext]:
    """A run of the real job that fails, as its seeds are not there."""
    folder = tmp_path_factory.mktemp("failed")
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def("dataset").execute_in_process(
            instance=instance,
            raise_on_error=False,
            resources={"folders": Folders(seeds=str(folder / "none")), "io_manager": ParquetFiles(folder=str(folder))},
        )
        assert not result.success
        yield dg.build_run_status_sensor_context(
            "failed_run", result.get_run_failure_event(), instance, result.dagster_run
        ).for_run_failure()


class TestFailedRun:
    @pytest.fixture(autouse=True)
    def unset(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.startswith("AMUR_ALERT_")]:
            monkeypatch.delenv(name)

    def test_nothing_is_sent_where_nothing_is_set(self, context: dg.RunFailureSensorContext) -> None:
        with webhook() as chat, mail_server() as mail:
            failed_run(context)
        assert (chat.posts, mail.mails) == ([], [])

    def test_to_a_chat(self, context: dg.RunFailureSensorContext, monkeypatch: pytest.MonkeyPatch) -> None:
        with webhook() as chat:
            monkeypatch.setenv("AMUR_ALERT_WEBHOOK", f"{chat.url}/services/T0/SECRET")
            failed_run(context)
        ((path, body),) = chat.posts
        text = json.loads(body)["text"]
        assert path == "/services/T0/SECRET"
        assert "run of dataset failed" in text
        assert context.dagster_run.run_id in text
        assert "corpus" in text

    def test_by_mail(self, context: dg.RunFailureSensorContext, monkeypatch: pytest.MonkeyPatch) -> None:
        with mail_server() as mail:
            self.set_mail(monkeypatch, mail.port)
            failed_run(context)
        (message,) = mail.mails
        assert "Subject: amur: run of dataset failed" in message
        assert "From: amur@example.org" in message
        assert "To: desk@example.org, night@example.org" in message
        assert context.dagster_run.run_id in message

    def test_what_fails_is_told_without_its_secrets(
        self, context: dg.RunFailureSensorContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with webhook(500) as chat, mail_server("550 no such SECRET") as mail:
            monkeypatch.setenv("AMUR_ALERT_WEBHOOK", f"{chat.url}/services/T0/SECRET")
            self.set_mail(monkeypatch, mail.port)
            with pytest.raises(dg.Failure) as failure:
                failed_run(context)
        assert len(chat.posts) == 1
        assert failure.value.description == "webhook: HTTP 500; mail: SMTPRecipientsRefused"

    def test_a_wrong_address_is_not_told(
        self, context: dg.RunFailureSensorContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AMUR_ALERT_WEBHOOK", "hooks.example.org/SECRET")
        with pytest.raises(dg.Failure) as failure:
            failed_run(context)
        assert failure.value.description == "webhook: ValueError"
        assert failure.value.__context__ is None

    def test_a_password_is_not_sent_in_the_open(
        self, context: dg.RunFailureSensorContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with mail_server() as mail:
            self.set_mail(monkeypatch, mail.port)
            monkeypatch.setenv("AMUR_ALERT_USER", "amur")
            monkeypatch.setenv("AMUR_ALERT_PASSWORD", "SECRET")
            with pytest.raises(dg.Failure, match="SMTPNotSupportedError"):
                failed_run(context)
        assert mail.mails == []

    def set_mail(self, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
        monkeypatch.setenv("AMUR_ALERT_SMTP", f"127.0.0.1:{port}")
        monkeypatch.setenv("AMUR_ALERT_FROM", "amur@example.org")
        monkeypatch.setenv("AMUR_ALERT_TO", "desk@example.org, night@example.org")
