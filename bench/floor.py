"""The floor that every figure stands beside: the least Flask can do for a form that is stored.

14 fields, CSRF, one template, one 8 KB row in SQLite (WAL, FULL), 303. No seal, no style. With a
mail server's port it also mails inside the request, as a first version of such a service would.

    python -m bench.floor PORT DATABASE [SMTP_PORT]
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask import Response
from flask import redirect
from flask import render_template
from flask import request
from flask import session
from flask_mail import Mail
from flask_mail import Message
from waitress import serve
from wtforms import BooleanField
from wtforms import EmailField
from wtforms import Form
from wtforms import RadioField
from wtforms import StringField
from wtforms import TelField
from wtforms import TextAreaField
from wtforms.csrf.session import SessionCSRF
from wtforms.validators import InputRequired
from wtforms.validators import Length
from wtforms.validators import Optional

KEY = os.urandom(32)
ROW_SIZE = 8192
YES_NO = [("yes", "Yes"), ("no", "No"), ("not-sure", "Not sure")]

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ask for a call</title></head>
<body><h1>Ask for a call</h1>
<form method="post">{{ form.csrf_token }}
{% for field in form if field.name != "csrf_token" %}
<p>{{ field.label }} {{ field }}
{% for error in field.errors %}<strong>{{ error }}</strong>{% endfor %}</p>
{% endfor %}
<button>Send</button></form></body></html>
"""


class Request(Form):
    """Fourteen questions of the kinds that the real form asks."""

    class Meta:
        csrf = True
        csrf_class = SessionCSRF
        csrf_secret = KEY
        csrf_time_limit = timedelta(hours=1)

    who = RadioField("Who are you?", [InputRequired()], choices=YES_NO)
    name = StringField("What should we call you?", [InputRequired(), Length(max=100)])
    reach = RadioField("How can we reach you?", [InputRequired()], choices=YES_NO)
    phone = TelField("Phone", [InputRequired(), Length(max=40)])
    email = EmailField("E-mail", [Optional(), Length(max=200)])
    message = BooleanField("May we leave a message?")
    times = StringField("Good times", [Optional(), Length(max=200)])
    language = RadioField("Language", [InputRequired()], choices=YES_NO)
    interpreter = BooleanField("Interpreter")
    place = RadioField("Do you live here?", [InputRequired()], choices=YES_NO)
    town = StringField("Town", [Optional(), Length(max=100)])
    age = RadioField("Age", [InputRequired()], choices=YES_NO)
    words = TextAreaField("In your own words", [Optional(), Length(max=1000)])
    consent = BooleanField("You may contact me", [InputRequired()])


def store(database: Path, words: str) -> None:
    """One durable row of the size that a sealed request has."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        row = words.encode().ljust(ROW_SIZE, b".")[:ROW_SIZE]
        connection.execute("INSERT INTO requests (body) VALUES (?)", (row,))
    connection.close()


def mail_it(mail: Mail, words: str) -> None:
    """Waits for the mail server while the visitor waits for the page."""
    body = "\n".join((words * 8)[start : start + 70] for start in range(0, ROW_SIZE, 70))
    mail.send(
        Message(
            "New request", sender="web@example.org", recipients=["staff@example.org"], body=body
        )
    )


def create_app(database: Path, smtp_port: int | None) -> Flask:
    """The whole floor."""
    app = Flask(__name__)
    app.secret_key = KEY
    app.jinja_loader = None
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=smtp_port or 0)
    mail = Mail(app)
    template = app.jinja_env.from_string(PAGE)
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE requests (id INTEGER PRIMARY KEY, body BLOB)")
    connection.close()

    @app.route("/", methods=["GET", "POST"])
    def ask() -> Response | str:
        form = Request(request.form, meta={"csrf_context": session})
        if request.method == "POST" and form.validate():
            store(database, form.words.data or "")
            if smtp_port:
                mail_it(mail, form.words.data or "")
            return redirect("/received", 303)  # type: ignore[return-value]
        return render_template(template, form=form)

    @app.get("/received")
    def received() -> str:
        return "Received"

    return app


def main() -> None:
    """Serves until told to stop, with the same server settings as the product."""
    port, database = int(sys.argv[1]), Path(sys.argv[2])
    smtp_port = int(sys.argv[3]) if len(sys.argv) > 3 else None
    # It warns of every request that waits, and waiting is what is measured.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(database, smtp_port)
    serve(
        app,
        host="127.0.0.1",
        port=port,
        threads=int(os.environ.get("BENCH_THREADS", "8")),
        connection_limit=1000,
        asyncore_use_poll=True,
    )


if __name__ == "__main__":
    main()
