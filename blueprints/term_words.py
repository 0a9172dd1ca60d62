"""The words of the termbase: what the status and the gender of a term are called."""

from flask_babel import lazy_gettext as _l

from domain.terms import Gender, Status

STATUSES = {
    Status.PREFERRED: _l("preferred"),
    Status.ADMITTED: _l("admitted"),
    Status.FORBIDDEN: _l("not to be used"),
    Status.KEEP: _l("stays as it is"),
}
GENDERS = {
    Gender.MASCULINE: _l("masculine"),
    Gender.FEMININE: _l("feminine"),
    Gender.NEUTER: _l("neuter"),
}
