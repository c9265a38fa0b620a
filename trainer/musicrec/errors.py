"""The one error of the trainer that is meant for its users, and the table of its codes.

Raise `MusicRecError` for whatever a user can mend: its message says what happened, with the value,
and the next step. A bug raises whatever Python raises and ends with exit code 1.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of `musicrec`."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    DATA = 3
    FLOOR = 4
    MISSING = 5
    RESULT = 6


EXIT_MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "done",
    ExitCode.UNEXPECTED: "an error nobody foresaw: a bug of the trainer",
    ExitCode.USAGE: "a wrong option, configuration value or shop.yaml",
    ExitCode.DATA: "the data cannot be read or has errors",
    ExitCode.FLOOR: "the data is valid but too little to train on",
    ExitCode.MISSING: "a file, an earlier stage or a package is missing",
    ExitCode.RESULT: "a stage ran but its result must not be used",
}

CODES: dict[str, ExitCode] = {
    "USAGE": ExitCode.USAGE,
    "CONFIG_INVALID": ExitCode.USAGE,
    "SHOP_INVALID": ExitCode.USAGE,
    "FILE_MISSING": ExitCode.MISSING,
    "FILE_UNREADABLE": ExitCode.DATA,
    "ENCODING": ExitCode.DATA,
    "COLUMN_MISSING": ExitCode.DATA,
    "DATA_INVALID": ExitCode.DATA,
    "DATA_FLOOR": ExitCode.FLOOR,
    "STAGE_MISSING": ExitCode.MISSING,
    "STAGE_INPUT_MISSING": ExitCode.MISSING,
    "STAGE_INPUT_INVALID": ExitCode.DATA,
    "STAGE_STALE": ExitCode.MISSING,
    "PACKAGE_MISSING": ExitCode.MISSING,
    "MODEL_UNREACHABLE": ExitCode.MISSING,
    "MODEL_MISSING": ExitCode.MISSING,
    "MODEL_UNSUPPORTED": ExitCode.USAGE,
    "TOKENIZER_COLLAPSED": ExitCode.RESULT,
    "TRAINING_DIVERGED": ExitCode.RESULT,
    "EXPORT_INVALID": ExitCode.RESULT,
    "BUNDLE_INVALID": ExitCode.DATA,
    "ITEM_INVALID": ExitCode.DATA,
    "ITEM_DUPLICATE": ExitCode.DATA,
    "ITEM_UNKNOWN": ExitCode.DATA,
    "IDS_FULL": ExitCode.DATA,
}


class MusicRecError(Exception):
    """An error a user can mend.

    `code` is one of `CODES` (a test looks for codes that are not); `message` is what happened, the
    value, and the next step; `details` are machine-readable values for `--json`.
    """

    def __init__(self, code: str, message: str, details: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details or {}

    @property
    def exit_code(self) -> ExitCode:
        """The exit code `musicrec` ends with."""
        return CODES.get(self.code, ExitCode.UNEXPECTED)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
