"""A mail server on this machine: it takes mails over SMTP, and sends back those it could not deliver, when
told to, as delivery reports in a Maildir."""

from __future__ import annotations

import mailbox
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

REPORT = """\
From: MAILER-DAEMON@post.example
To: liggaren@exempelkoping.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="rand"

--rand
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--rand
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {code}
Diagnostic-Code: smtp; 550 {code} user unknown

--rand
Content-Type: text/rfc822-headers

{headers}

--rand--
"""


@dataclass
class MailServer:
    """What has come in, and the folder of returned mail. `refuses`: addresses it says no to at once."""

    folder: Path
    port: int = 0
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    def send_back(self, *, code: str = "5.1.1", action: str = "failed") -> int:
        """Send back every mail so far, as a server does when it gives up; how many."""
        box = mailbox.Maildir(self.folder, create=True)
        for to, data in self.mails:
            headers = data.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
            words = REPORT.format(to=to, action=action, code=code, headers=headers)
            box.add(mailbox.MaildirMessage(message_from_bytes(words.encode())))
        return len(self.mails)


@contextmanager
def running(folder: Path) -> Iterator[MailServer]:
    """The server on a free port, until the block ends."""
    state = MailServer(folder)
    mailbox.Maildir(folder, create=True)

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 post.example")
            to = ""
            while line := self.rfile.readline().decode().strip():
                word = line[:4].upper()
                if word == "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                    self.say("550 5.1.1 user unknown" if to in state.refuses else "250 ok")
                elif word == "DATA":
                    self.say("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    state.mails.append((to, b"".join(lines)))
                    self.say("250 taken")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()
