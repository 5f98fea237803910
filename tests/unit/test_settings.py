"""The environment as the service reads it: complete and safe, or refused with every reason."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from intake_app.errors import SettingsFaults
from intake_app.settings import DEFAULTS
from intake_app.settings import PROJECT
from intake_app.settings import SETTINGS
from intake_app.settings import MailSecurity
from intake_app.settings import Settings

Environ = dict[str, str]


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    """A configuration that is safe and complete."""
    for name in ("agency.pem", "recovery.pem", "signing.pem", "signing.key"):
        (tmp_path / name).write_text("checked by sealing", encoding="utf-8")
    return {
        "REGION": "halton",
        "INTAKE_PUBLIC_URL": "https://help.agency.example",
        "INTAKE_SECRET_KEY": secrets.token_hex(32),
        "INTAKE_STATE_DIR": str(tmp_path),
        "INTAKE_MAIL_SERVER": "relay.agency.example",
        "INTAKE_MAIL_SENDER": "requests@agency.example",
        "INTAKE_RECIPIENTS": f"staff@agency.example={tmp_path}/agency.pem",
        "INTAKE_RECOVERY_CERTIFICATE": f"{tmp_path}/recovery.pem",
        "INTAKE_SIGNING_KEY": f"{tmp_path}/signing.key",
        "INTAKE_SIGNING_CERTIFICATE": f"{tmp_path}/signing.pem",
        "INTAKE_ALARM_RECIPIENTS": "operator@host.example",
        "INTAKE_ALARM_URL": "https://alarm.host.example/one-story",
    }


def faults_of(environ: Environ, demo_rows: Path | None = None) -> dict[str, str]:
    """Name of setting -> what stands in the report about it."""
    with pytest.raises(SettingsFaults) as caught:
        Settings.from_environment(environ, demo_rows)
    return {fault.place: f"{fault.problem} {fault.cure}" for fault in caught.value.faults}


def test_a_complete_configuration_is_read(environ: Environ, tmp_path: Path) -> None:
    settings = Settings.from_environment(environ)
    assert settings.region == "halton"
    assert settings.public_url == "https://help.agency.example"
    assert settings.database_url == f"sqlite:///{tmp_path}/intake.sqlite3"
    assert len(settings.secret_key) == 32
    assert settings.mail.security is MailSecurity.STARTTLS
    assert [one.address for one in settings.recipients] == ["staff@agency.example"]
    assert settings.alarm_recipients == ("operator@host.example",)
    assert settings.proxy_hops == 0


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_the_mail_port_follows_the_security(environ: Environ, security: str, port: int) -> None:
    settings = Settings.from_environment(environ | {"INTAKE_MAIL_SECURITY": security})
    assert settings.mail.port == port


def test_several_recipients_each_bring_their_certificate(environ: Environ, tmp_path: Path) -> None:
    environ["INTAKE_RECIPIENTS"] += f", second@agency.example = {tmp_path}/recovery.pem"
    recipients = Settings.from_environment(environ).recipients
    assert [one.certificate.name for one in recipients] == ["agency.pem", "recovery.pem"]


def test_a_key_in_wrong_hands_is_marked_as_revoked(environ: Environ, tmp_path: Path) -> None:
    environ["INTAKE_RECIPIENTS"] += f", second@agency.example = revoked: {tmp_path}/recovery.pem"
    recipients = Settings.from_environment(environ).recipients
    assert [one.revoked for one in recipients] == [False, True]
    assert recipients[1].certificate.name == "recovery.pem"


def test_who_receives_sign_ups_for_trainings_is_named_alike(
    environ: Environ, tmp_path: Path
) -> None:
    assert Settings.from_environment(environ).training_recipients == ()
    environ["INTAKE_TRAINING_RECIPIENTS"] = f"training@agency.example={tmp_path}/recovery.pem"
    (contact,) = Settings.from_environment(environ).training_recipients
    assert contact.place == "INTAKE_TRAINING_RECIPIENTS (training@agency.example)"
    environ["INTAKE_TRAINING_RECIPIENTS"] = "training@agency.example"
    with pytest.raises(SettingsFaults, match="INTAKE_TRAINING_RECIPIENTS: .*no certificate"):
        Settings.from_environment(environ)


def test_a_slash_after_the_public_address_is_dropped(environ: Environ) -> None:
    settings = Settings.from_environment(environ | {"INTAKE_PUBLIC_URL": "https://a.example/"})
    assert settings.public_url == "https://a.example"


def test_postgresql_is_accepted(environ: Environ) -> None:
    url = "postgresql+psycopg://intake:hush@db.example/intake"
    assert Settings.from_environment(environ | {"INTAKE_DATABASE_URL": url}).database_url == url


def test_a_password_with_a_comma_names_one_server(environ: Environ) -> None:
    url = "postgresql+psycopg://intake:hush,hush%5B@db.example/intake"
    assert Settings.from_environment(environ | {"INTAKE_DATABASE_URL": url}).database_url == url


def test_an_empty_environment_names_every_required_setting_at_once() -> None:
    required = {setting.name for setting in SETTINGS if setting.required}
    assert required <= set(faults_of({}))


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.required])
def test_each_required_setting_is_missed_with_a_cure(environ: Environ, name: str) -> None:
    del environ[name]
    faults = faults_of(environ)
    assert list(faults) == [name]
    assert len(faults[name]) > len("is not set. ")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INTAKE_PUBLIC_URL", "http://help.agency.example", "not https"),
        ("INTAKE_PUBLIC_URL", "https://", "not a web address"),
        ("INTAKE_PUBLIC_URL", "https://a.example:port", "not a web address"),
        ("INTAKE_PUBLIC_URL", "https://a.example/help", "more than scheme and host"),
        ("INTAKE_PUBLIC_URL", "https://me:pw@a.example", "more than scheme and host"),
        ("INTAKE_SECRET_KEY", "change-me", "hexadecimal"),
        ("INTAKE_SECRET_KEY", "0123456789abcdef" * 3, "24 bytes"),
        ("INTAKE_SECRET_KEY", "ab" * 32, "repeats itself"),
        ("INTAKE_STATE_DIR", "/nonexistent/state", "no folder"),
        ("INTAKE_DATABASE_URL", "sqlite://", "neither of the two"),
        ("INTAKE_DATABASE_URL", "postgresql+psycopg://a@one:1,two:2/n", "host=one:5432&host=two"),
        ("INTAKE_DATABASE_COPIES", "2", "SQLite is one file"),
        ("INTAKE_DATABASE_COPIES", "0", "from 1 to 9"),
        ("INTAKE_DATABASE_URL", "sqlite:///relative.db", "neither of the two"),
        ("INTAKE_DATABASE_URL", "sqlite:////nonexistent/a.db", "no folder"),
        ("INTAKE_DATABASE_URL", "mysql://db.example/intake", "neither of the two"),
        ("INTAKE_DATABASE_URL", "postgresql://db.example/intake", "neither of the two"),
        ("INTAKE_DATABASE_URL", "postgresql+psycopg://db.example", "neither of the two"),
        ("INTAKE_DATABASE_URL", "postgresql+psycopg://u:p[s3cr3t]x@h.example/n", "`[` is %5B"),
        ("INTAKE_DATABASE_URL", "postgresql+psycopg://u:p/s3cr3t@h.example/n", "`/` %2F"),
        ("INTAKE_DATABASE_URL", "postgresql+psycopg://u@h.example:s3cr3t/n", "A port is digits"),
        ("INTAKE_PUBLIC_URL", "https://[help.agency.example", "not a web address"),
        ("INTAKE_ALARM_URL", "smtps://name:s3cr3t[x@mail.host.example", "not a web address"),
        ("INTAKE_ALARM_URL", "https://[s3cr3t]/", "not a web address"),
        ("INTAKE_SIGNAL_URL", "https://signal.example]/s3cr3t", "not a web address"),
        ("INTAKE_MAIL_PORT", "smtp", "not a number from 1 to 65535"),
        ("INTAKE_MAIL_PORT", "0", "not a number from 1 to 65535"),
        ("INTAKE_MAIL_PORT", "٢٥", "not a number from 1 to 65535"),
        ("INTAKE_MAIL_SECURITY", "none", "neither starttls nor tls"),
        ("INTAKE_MAIL_CA_FILE", "/nonexistent/ca.pem", "no file"),
        ("INTAKE_MAIL_SERVER", "mail..agency.example", "not the name of a host"),
        ("INTAKE_MAIL_SERVER", ".agency.example", "not the name of a host"),
        ("INTAKE_MAIL_SERVER", f"{'m' * 64}.example", "not the name of a host"),
        ("INTAKE_MAIL_SERVER", "m." * 128 + "example", "not the name of a host"),
        ("INTAKE_MAIL_SERVER", "mail.agency.example:587", "INTAKE_MAIL_PORT is its port"),
        ("INTAKE_MAIL_SERVER", "smtp://mail.agency.example", "not the name of a host"),
        ("INTAKE_MAIL_SERVER", "mail agency", "not the name of a host"),
        ("INTAKE_PUBLIC_URL", "https://help..agency.example", "not a web address"),
        ("INTAKE_ALARM_URL", "https://pager..host.example/x", "not a web address"),
        ("INTAKE_ALARM_URL", "smtps://a:b@mail..host.example", "not a web address"),
        ("INTAKE_ALARM_URL", "smtps://pager:caf%C3%A9@mail.host.example", "sign-in cannot carry"),
        ("INTAKE_ALARM_URL", "smtps://caf%C3%A9:pass@mail.host.example", "sign-in cannot carry"),
        ("INTAKE_SIGNAL_URL", f"https://{'m' * 64}.example/", "not a web address"),
        ("INTAKE_MAIL_SENDER", "Requests", "not an e-mail address"),
        ("INTAKE_MAIL_SENDER", "requests@agency.test", "not an e-mail address"),
        ("INTAKE_MAIL_SENDER", "a@b.example\nBcc: c@d.example", "not an e-mail address"),
        ("INTAKE_MAIL_USERNAME", "relay-user", ""),
        ("REGION", "", "is not set"),
        ("INTAKE_RECIPIENTS", ",", "a comma with nothing"),
        ("INTAKE_RECIPIENTS", "a@agency.example=/a.pem,", "is something missing?"),
        ("INTAKE_RECIPIENTS", "a@agency.example=/a.pem,,b@agency.example=/b.pem", "on one line"),
        ("INTAKE_ALARM_RECIPIENTS", "operator@host.example,", "is something missing?"),
        ("INTAKE_SETTINGS_FILE", "/nonexistent/settings", "No such file"),
        ("INTAKE_RECIPIENTS", "staff@agency.example", "no certificate"),
        ("INTAKE_RECOVERY_CERTIFICATE", "/nonexistent/r.pem", "no file"),
        ("INTAKE_SIGNING_KEY", "/nonexistent/s.key", "no file"),
        ("INTAKE_SIGNING_CERTIFICATE", "/nonexistent/s.pem", "no file"),
        ("INTAKE_ALARM_RECIPIENTS", "operator", "not an e-mail address"),
        ("INTAKE_ALARM_RECIPIENTS", "staff@agency.example", "only addresses that get requests"),
        ("INTAKE_ALARM_URL", "http://alarm.example/", "not https"),
        ("INTAKE_ALARM_URL", "none: later", "without a reason"),
        ("INTAKE_ALARM_URL", "smtps://name@mail.example", "without a password"),
        ("INTAKE_ALARM_RECIPIENTS", "None: ", "without a reason"),
        ("INTAKE_SIGNAL_URL", "http://alive.example/", "not https"),
        ("INTAKE_PORT", "0", "not a number from 1 to 65535"),
        ("INTAKE_PORT", "65536", "not a number from 1 to 65535"),
        ("INTAKE_MAIL_PORT", "65536", "not a number from 1 to 65535"),
        ("INTAKE_PUBLIC_URL", "https://help.agency.example:65536", "not a web address"),
        ("INTAKE_ALARM_URL", "smtps://a:b@mail.host.example:0", "not a web address"),
        ("INTAKE_SETTINGS_FILE", "settings", "like /etc/one-story/settings"),
        ("INTAKE_STATE_DIR", "state", "Write the whole path"),
        ("INTAKE_MAIL_CA_FILE", "ca.pem", "Write the whole path"),
        ("INTAKE_RECIPIENTS", "a@agency.example=a.pem", "like /etc/one-story/a.pem"),
        ("INTAKE_RECIPIENTS", "a@agency.example=revoked:./a.pem", "Write the whole path"),
        ("INTAKE_TRAINING_RECIPIENTS", "a@agency.example=~/a.pem", "Write the whole path"),
        ("INTAKE_RECOVERY_CERTIFICATE", "../recovery.pem", "Write the whole path"),
        ("INTAKE_SIGNING_KEY", "signing.key", "like /etc/one-story/signing.key"),
        ("INTAKE_SIGNING_CERTIFICATE", "signing.pem", "Write the whole path"),
        ("INTAKE_PROXY_HOPS", "-1", "not a number from 0 to 10"),
        ("INTAKE_METRICS_TOKEN", "short", "shorter than 32"),
        ("INTAKE_RECIPIENT", "x", "Did you mean INTAKE_RECIPIENTS?"),
        ("FLASK_DEBUG", "1", "is on"),
        ("MAIL_SUPPRESS_SEND", "true", "is on"),
    ],
)
def test_an_unsafe_value_is_refused(environ: Environ, name: str, value: str, said: str) -> None:
    faults = faults_of(environ | {name: value})
    place = "INTAKE_MAIL_PASSWORD" if name == "INTAKE_MAIL_USERNAME" else name
    assert list(faults) == [place]
    assert said in faults[place]
    assert "s3cr3t" not in faults[place]


def test_content_and_portal_count_from_the_projects_folder(
    environ: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a command is started: so `make` and the demo need none of these settings."""
    monkeypatch.chdir(tmp_path)
    relative = {"INTAKE_CONTENT_DIR": "content", "INTAKE_PORTAL_DIR": "build/portal"}
    settings = Settings.from_environment(environ | relative)
    assert settings.content == PROJECT / "content"
    assert settings.portal_dir == PROJECT / "build" / "portal"


def test_one_address_given_twice_is_refused(environ: Environ) -> None:
    environ["INTAKE_RECIPIENTS"] += f", {environ['INTAKE_RECIPIENTS']}"
    assert "stands there twice" in faults_of(environ)["INTAKE_RECIPIENTS"]


def test_all_faults_are_reported_together(environ: Environ) -> None:
    environ |= {"INTAKE_SECRET_KEY": "", "INTAKE_MAIL_SECURITY": "plain", "FLASK_DEBUG": "yes"}
    assert set(faults_of(environ)) == {"INTAKE_SECRET_KEY", "INTAKE_MAIL_SECURITY", "FLASK_DEBUG"}


def test_switches_that_are_off_are_no_fault(environ: Environ) -> None:
    Settings.from_environment(environ | {"FLASK_DEBUG": "0", "MAIL_SUPPRESS_SEND": "false"})


def test_no_secret_shows_in_the_settings_or_in_the_report(environ: Environ) -> None:
    hush = "hush-2f9b"
    secret = {
        "INTAKE_MAIL_USERNAME": "relay-user",
        "INTAKE_MAIL_PASSWORD": hush,
        "INTAKE_DATABASE_URL": f"postgresql+psycopg://intake:{hush}@db.example/intake",
        "INTAKE_METRICS_TOKEN": hush * 4,
        "INTAKE_ALARM_URL": f"https://alarm.example/{hush}",
    }
    settings = Settings.from_environment(environ | secret)
    assert hush not in repr(settings)
    assert repr(settings.secret_key) not in repr(settings)
    wrong = {
        "INTAKE_MAIL_USERNAME": "",
        "INTAKE_MAIL_PASSWORD": hush,
        "INTAKE_DATABASE_URL": f"mysql://intake:{hush}@db.example/intake",
        "INTAKE_METRICS_TOKEN": hush,
        "INTAKE_ALARM_URL": f"http://alarm.example/{hush}",
        "INTAKE_SECRET_KEY": hush,
    }
    assert hush not in str(faults_of(environ | wrong))


def test_the_demo_stays_on_its_own_machine(environ: Environ, tmp_path: Path) -> None:
    faults = faults_of(environ, demo_rows=tmp_path)
    assert set(faults) == {"INTAKE_PUBLIC_URL", "INTAKE_MAIL_SERVER"}


def test_the_demo_needs_neither_https_nor_alarms(environ: Environ, tmp_path: Path) -> None:
    del environ["INTAKE_ALARM_RECIPIENTS"], environ["INTAKE_ALARM_URL"]
    local = {"INTAKE_PUBLIC_URL": "http://127.0.0.1:8000", "INTAKE_MAIL_SERVER": "127.0.0.1"}
    settings = Settings.from_environment(environ | local, demo_rows=tmp_path)
    assert settings.public_url == "http://127.0.0.1:8000"


def test_the_demo_may_stand_on_ipv6(environ: Environ, tmp_path: Path) -> None:
    local = {"INTAKE_PUBLIC_URL": "http://[::1]:8000", "INTAKE_MAIL_SERVER": "::1"}
    settings = Settings.from_environment(environ | local, demo_rows=tmp_path)
    assert settings.public_url == "http://[::1]:8000"


def test_every_setting_says_what_it_means_and_what_happens_without_it() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.meaning
        assert not (setting.required and setting.default)
        assert setting.row.startswith(f"| `{setting.name}` | ")


@pytest.mark.parametrize(
    ("file", "written"),
    [
        ("Makefile", "PORT ?= {}"),
        ("deploy/Containerfile", "EXPOSE {}"),
        ("deploy/nginx.conf", "server 127.0.0.1:{} "),
        ("deploy/readyz.py", '"INTAKE_PORT", "{}"'),
    ],
)
def test_what_cannot_read_the_table_names_the_same_port(file: str, written: str) -> None:
    text = (PROJECT / file).read_text(encoding="utf-8")
    assert written.format(DEFAULTS["INTAKE_PORT"]) in text


REASON = "none: the board decided so in May"


def test_one_path_of_alarms_may_be_left_out_for_a_reason(environ: Environ) -> None:
    settings = Settings.from_environment(environ | {"INTAKE_ALARM_URL": REASON})
    assert (settings.alarm_url, settings.alarm_server) == ("", None)
    assert (
        Settings.from_environment(environ | {"INTAKE_ALARM_RECIPIENTS": REASON}).alarm_recipients
        == ()
    )


def test_not_both_paths_may_be_left_out(environ: Environ) -> None:
    both = {"INTAKE_ALARM_URL": REASON, "INTAKE_ALARM_RECIPIENTS": REASON}
    with pytest.raises(SettingsFaults, match="the first is left out too"):
        Settings.from_environment(environ | both)


def test_the_second_path_may_be_a_second_mail_server(environ: Environ) -> None:
    second = "smtps://pager:s%40fe@mail.other.example"
    server = Settings.from_environment(environ | {"INTAKE_ALARM_URL": second}).alarm_server
    assert server
    assert (server.host, server.port, server.security) == ("mail.other.example", 465, "tls")
    assert (server.username, server.password) == ("pager", "s@fe")
    nobody = {"INTAKE_ALARM_URL": second, "INTAKE_ALARM_RECIPIENTS": REASON}
    with pytest.raises(SettingsFaults, match="nobody is named to write to"):
        Settings.from_environment(environ | nobody)


@pytest.mark.parametrize(("mode", "is_refused"), [(0o640, False), (0o644, True), (0o641, True)])
def test_a_file_of_settings_that_everybody_can_read_is_refused(
    environ: Environ, tmp_path: Path, mode: int, is_refused: bool
) -> None:
    file = tmp_path / "settings"
    file.touch()
    file.chmod(mode)
    environ["INTAKE_SETTINGS_FILE"] = str(file)
    if is_refused:
        assert f"Run `chmod o-rwx {file}`." in faults_of(environ)["INTAKE_SETTINGS_FILE"]
    else:
        Settings.from_environment(environ)


def test_what_lies_behind_a_loop_of_links_is_told_without_a_traceback(
    environ: Environ, tmp_path: Path
) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    environ |= {"INTAKE_RECOVERY_CERTIFICATE": f"{loop}/a.pem", "INTAKE_STATE_DIR": str(loop)}
    faults = faults_of(environ)
    for name in ("INTAKE_RECOVERY_CERTIFICATE", "INTAKE_STATE_DIR"):
        assert "cannot be reached: Too many levels of symbolic links" in faults[name]
