"""Flask-Security's messages in the house's words, English here and Spanish in the catalog.

Only those that a person can meet with the features that are on; the others keep the library's own.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

WITH_MAIL = _l("If %(email)s belongs to a member, a letter with a link is on its way.")
WITHOUT_MAIL = _l("If %(email)s belongs to a member, an administrator now sees the request and can hand over a link.")

MESSAGES: dict[str, tuple[Any, str]] = {
    "API_ERROR": (_l("This cannot be understood. Reload the page and try again."), "error"),
    "ANONYMOUS_USER_REQUIRED": (_l("This page is for people who are not signed in."), "error"),
    "DISABLED_ACCOUNT": (_l("This account is closed. An administrator can open it again."), "error"),
    "EMAIL_NOT_PROVIDED": (_l("Type an email address."), "error"),
    "FORGOT_PASSWORD": (_l("Forgot the password?"), "info"),
    "GENERIC_AUTHN_FAILED": (_l("Email or password is not right."), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("This is not an email address."), "error"),
    "INVALID_PASSWORD": (_l("The password is not right."), "error"),
    "INVALID_RECOVERY_CODE": (_l("This recovery code is not right, or was used before."), "error"),
    "INVALID_REDIRECT": (_l("The page asked for is not part of this desk."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link does not work: used already, replaced or cut short."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_l("There are no recovery codes yet."), "info"),
    "PASSWORD_CHANGE": (_l("The password is changed. Other devices have been signed out."), "success"),
    "PASSWORD_INVALID_LENGTH": (_l("The password must have %(length)s to 128 characters."), "error"),
    "PASSWORD_IS_THE_SAME": (_l("This is the password in use. Choose a different one."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Type a password."), "error"),
    "PASSWORD_RESET_EXPIRED": (_l("This link is too old: it worked for %(within)s."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_l("The password is set. Sign in with it."), "success"),
    "REAUTHENTICATION_REQUIRED": (_l("For this step, type the password once more."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you."), "info"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords are not the same."), "error"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("Two-factor sign-in is on."), "success"),
    "TWO_FACTOR_DISABLED": (_l("Two-factor sign-in is off."), "success"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("This code is not right, or was used before. Wait for the next one."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("Signed in."), "success"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("This is not one of the choices."), "error"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Begin by signing in with email and password."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("This took longer than %(within)s. Begin again."), "error"),
    "UNAUTHENTICATED": (_l("Sign in to see this page."), "info"),
    "UNAUTHORIZED": (_l("Your roles do not allow this."), "error"),
}

SUBJECTS: dict[str, Any] = {
    "EMAIL_SUBJECT_PASSWORD_RESET": _l("A new password for Rectoverso"),
    "EMAIL_SUBJECT_PASSWORD_NOTICE": _l("The password has been set"),
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": _l("The password has been changed"),
}


def settings(*, has_mail: bool) -> dict[str, Any]:
    """Return the settings by which Flask-Security speaks so."""
    asked = {"SECURITY_MSG_PASSWORD_RESET_REQUEST": (WITH_MAIL if has_mail else WITHOUT_MAIL, "info")}
    messages = {f"SECURITY_MSG_{name}": words for name, words in MESSAGES.items()}
    return asked | messages | {f"SECURITY_{name}": words for name, words in SUBJECTS.items()}
