"""The ways out: a real SMTP server in every mood, and a folder of mails."""

from __future__ import annotations

import mailbox
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from portal.config import Config
from portal.delivery.channels import Maildir, NotNow, Refused, Smtp, channel_for
from tests.delivery.post_office import PostOffice

CONFIG = Config(secret_key="x" * 40, data_dir=Path("/nowhere"), database_url="sqlite://", url="https://portal.example")


def mail(to: str = "team@council.example", text: str = "Something new.\n") -> EmailMessage:
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    made["From"] = Address(display_name="Learning at home", addr_spec="home-education@portal.example")
    made["To"] = Address(addr_spec=to)
    made["Subject"] = "Something new"
    made.set_content(text)
    return made


def smtp(url: str) -> Smtp:
    return Smtp(url, "portal.example", silence=0.3, patience=1.0)


def test_a_mail_arrives_as_it_was_written(office: PostOffice) -> None:
    text = "Zażółć gęślą jaźń.\n.\n..a line that begins with dots\nاردو\n" + "long " * 400 + "\n"
    smtp(office.url).send(mail(text=text))
    (arrived,) = office.mails
    assert arrived.get_content().replace("\r\n", "\n") == text
    assert arrived["Subject"] == "Something new"


@pytest.mark.parametrize(
    ("to", "kind", "said"),
    [
        ("refused-marker@council.example", Refused, "refused the address or the mail (550)"),
        ("full-marker@council.example", Refused, "refused the address or the mail (552)"),
        ("busy-marker@council.example", NotNow, "asked to try later (451)"),
        ("silent-marker@council.example", NotNow, "did not answer in time"),
        ("thoughtful-marker@council.example", NotNow, "did not answer in time"),
        ("dropped-marker@council.example", NotNow, "could not be reached"),
        ("broken-marker@council.example", NotNow, "could not be reached"),
    ],
)
def test_what_went_wrong_is_told_apart_and_never_repeats_the_address(
    office: PostOffice, to: str, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind) as error:
        smtp(office.url).send(mail(to))
    assert said in str(error.value)
    assert "marker" not in str(error.value)
    assert office.mails == []


def test_a_server_that_is_not_there_is_no_fault_of_the_address(office: PostOffice) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(NotNow, match="ConnectionRefusedError"):
            smtp(f"smtp://127.0.0.1:{closed.getsockname()[1]}").send(mail())


@pytest.fixture
def talker() -> Iterator[Callable[..., str]]:
    """A server that says fixed lines, each after a pause, whatever it is told."""
    servers: list[socket.socket] = []

    def start(*lines: bytes, pause: float = 0.0, for_ever: bytes = b"") -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def talk() -> None:
            connection, _ = server.accept()
            with connection:
                try:
                    for line in lines:
                        connection.sendall(line)
                        connection.recv(1000)
                    while for_ever:
                        time.sleep(pause)
                        connection.sendall(for_ever)
                except OSError:
                    return

        threading.Thread(target=talk, daemon=True).start()
        return f"smtp://127.0.0.1:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


def test_a_server_that_greets_with_a_refusal_is_no_fault_of_the_address(talker: Callable[..., str]) -> None:
    with pytest.raises(NotNow):
        smtp(talker(b"554 go away\r\n")).send(mail())


def test_a_server_that_drips_its_answer_is_hung_up_on(talker: Callable[..., str]) -> None:
    began = time.monotonic()
    with pytest.raises(NotNow):
        smtp(talker(b"220 hello\r\n", pause=0.1, for_ever=b"250-more\r\n")).send(mail())
    assert 0.9 < time.monotonic() - began < 2.0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, *names, "-keyout", key, "-out", made, "-days", "2"], check=True, capture_output=True)
    return made, key


class Guarded(PostOffice):
    """A post office that wants a name and a password over TLS."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        super().__init__()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(*certificate)
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=0,
            tls_context=self.tls,
            require_starttls=True,
            auth_required=True,
            authenticator=self.check,
        )

    def check(self, _server, _session, _envelope, _mechanism, given) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"portal", b"p@ss/word"), handled=False)


@pytest.fixture
def guarded(certificate: tuple[Path, Path]) -> Iterator[Guarded]:
    made = Guarded(certificate)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made.port = made.controller.port = free.getsockname()[1]
    made.controller.start()
    yield made
    made.controller.stop()


def test_name_and_password_go_out_only_over_a_trusted_connection(
    guarded: Guarded, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotNow, match="certificate or encryption"):
        smtp(f"smtp+starttls://portal:p%40ss%2Fword@localhost:{guarded.port}").send(mail())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with pytest.raises(NotNow, match="certificate or encryption"):
        smtp(f"smtp+starttls://portal:p%40ss%2Fword@127.0.0.1:{guarded.port}").send(mail())
    with pytest.raises(NotNow, match=r"password \(535\)"):
        smtp(f"smtp+starttls://portal:wrong@localhost:{guarded.port}").send(mail())
    assert guarded.mails == []
    smtp(f"smtp+starttls://portal:p%40ss%2Fword@localhost:{guarded.port}").send(mail())
    assert len(guarded.mails) == 1


def test_a_server_without_encryption_is_not_spoken_to_when_encryption_was_asked_for(office: PostOffice) -> None:
    with pytest.raises(NotNow):
        smtp(office.url.replace("smtp:", "smtp+starttls:")).send(mail())
    with pytest.raises(NotNow):
        smtp(office.url.replace("smtp:", "smtps:")).send(mail())
    assert office.mails == []


def test_the_settings_choose_the_channel(tmp_path: Path) -> None:
    assert isinstance(channel_for(replace(CONFIG, data_dir=tmp_path)), Maildir)
    chosen = channel_for(replace(CONFIG, smtp_url="smtp+starttls://me:s%3Acret@mail.example"))
    assert isinstance(chosen, Smtp)
    assert (chosen.host, chosen.port, chosen.user, chosen.password) == ("mail.example", 587, "me", "s:cret")
    assert chosen.name == "portal.example"


def test_a_folder_keeps_each_mail_whole(tmp_path: Path) -> None:
    folder = Maildir(tmp_path / "mail")
    threads = [threading.Thread(target=folder.send, args=[mail(text=f"{n} " * 500 + "\n")]) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = mailbox.Maildir(tmp_path / "mail")
    texts = sorted(message.get_payload(decode=True).decode().split()[0] for message in kept)
    assert texts == sorted(str(n) for n in range(20))
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    with pytest.raises(NotNow, match="mail folder"):
        Maildir(tmp_path / "mail").send(mail())
