"""``python app.py``: Kutip in the browser."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

_WORDS = {
    "id": (
        "Kutip: {address}   (Ctrl-C untuk berhenti)",
        "Peringatan: siapa pun yang mencapai {host} dapat membaca dan mengubah semuanya.",
        "Berhenti setelah yang sedang dikerjakan selesai, paling lama {seconds} detik (Ctrl-C lagi: seketika)",
    ),
    "en": (
        "Kutip: {address}   (Ctrl-C to stop)",
        "Warning: anybody who can reach {host} can read and change everything.",
        "Stopping once what is being done has ended, {seconds} seconds at most (Ctrl-C again: at once)",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the web page; returns the exit status: 0 stopped by the user, 1 an error, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    from ingest.console import current_language, run_command

    return run_command(lambda: _serve(options), current_language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python app.py", description="Ask the library in a web page.")
    parser.add_argument("--host", help="address to serve on (default: KUTIP_HOST)")
    parser.add_argument("--port", type=int, help="port to serve on (default: KUTIP_PORT)")
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    return parser


def _serve(options: argparse.Namespace) -> int:
    from ingest.explain import message_language
    from ingest.secrets_in_logs import keep_out_of_logs
    from settings import load_settings
    from web.evaluation_runs import EvaluationRuns
    from web.logs import write_log
    from web.page_view import PageViewer
    from web.serving import check_access, hosts_for, is_loopback, listen, serve, web_app
    from web.startup import Startup

    settings = load_settings(host=options.host, port=options.port, library=options.library)
    write_log(settings.log)
    keep_out_of_logs(each.get_secret_value() for each in (settings.catalogue, settings.vectors, settings.chat_api_key))
    check_access(settings)
    ready, warning, stopping = _WORDS[message_language(settings.language)]
    with listen(settings.host, settings.port) as listening, PageViewer() as viewer:
        startup = Startup(settings)
        startup.begin()
        threading.Thread(target=viewer.warm, name="kutip-pages", daemon=True).start()
        app = web_app(
            startup, viewer, EvaluationRuns(settings), hosts_for(settings.host, settings.public_url), mcp=settings.mcp
        )
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(ready.format(address=f"http://{host}:{settings.port}"), flush=True)
        if not (is_loopback(settings.host) or settings.sign_in):
            print(warning.format(host=settings.host), flush=True)
        serve(
            app,
            listening,
            startup.work,
            seconds=settings.stop_seconds,
            proxies=settings.proxies,
            on_stop=lambda: print(stopping.format(seconds=settings.stop_seconds), flush=True),
        )
        startup.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
