"""Who gets in where: one line for each route and method. tests/test_permissions.py walks them all.

A new route needs a line here, and its failure says which. `to` names who gets in; everybody else is refused:
strangers are sent to the sign-in page (a form or a fetch gets 401), members get 403 whether the thing in the
address exists or not. `sends` is what a right request carries; then it must succeed. A pair is a file, its name
and its text; `{targets_file}` stands for that value of things() in tests/test_permissions.py.
"""

from dataclasses import dataclass, field

READER, TRANSLATOR, REVIEWER, PUBLISHER, ADMIN = "reader", "translator", "reviewer", "publisher", "admin"

ANYBODY = frozenset({"stranger", "no role", READER, TRANSLATOR, REVIEWER, PUBLISHER, ADMIN})
MEMBERS = ANYBODY - {"stranger"}
READERS = MEMBERS - {"no role"}
WORKERS = READERS - {READER}  # those who bring texts in and arrange them
WRITERS = frozenset({TRANSLATOR, REVIEWER})
REVIEWERS = frozenset({REVIEWER})
PUBLISHERS = frozenset({PUBLISHER})
ADMINS = frozenset({ADMIN})
KEEPERS = frozenset({REVIEWER, PUBLISHER, ADMIN})  # those who look after the memory and the terms


@dataclass(frozen=True)
class Line:
    """Who gets in. `by_language`: a role for another language than the thing's does not count.

    `leads_out`: whoever gets in is signed out by it.
    """

    to: frozenset[str]
    sends: dict[str, str | tuple[str, str]] = field(default_factory=dict)
    by_language: bool = False
    leads_out: bool = False


TABLE: dict[tuple[str, str], Line] = {
    ("static", "GET"): Line(ANYBODY),
    ("home.show", "GET"): Line(READERS),
    # one's own account
    ("account.show", "GET"): Line(MEMBERS),
    ("account.update", "POST"): Line(MEMBERS, {"name": "New Name"}),
    ("account.choose_language", "POST"): Line(ANYBODY, {"language": "es"}),
    ("account.end_sessions", "POST"): Line(MEMBERS, {"sure": "yes"}, leads_out=True),
    ("keys.show", "GET"): Line(READERS),
    ("keys.change", "POST"): Line(READERS, {"command": "save", "key": "Alt+Shift+O"}),
    # the termbase
    ("terms.index", "GET"): Line(READERS),
    ("terms.new", "GET"): Line(WORKERS),
    ("terms.create", "POST"): Line(WORKERS, {"term-0-language": "es", "term-0-text": "palabra"}),
    ("terms.show", "GET"): Line(READERS),
    ("terms.change", "POST"): Line(KEEPERS, {"version": "1", "term-0-language": "es", "term-0-text": "palabra"}),
    ("terms.remove", "POST"): Line(KEEPERS, {"version": "1"}),
    ("terms.merging", "GET"): Line(KEEPERS),
    ("terms_suggested.index", "GET"): Line(WORKERS),
    ("terms_suggested.create", "POST"): Line(WORKERS, {"source": "en", "target": "es"}),
    ("terms_suggested.refuse", "POST"): Line(WORKERS, {"after": "0"}),
    ("terms_files.index", "GET"): Line(READERS),
    ("terms_files.create", "POST"): Line(
        KEEPERS, {"file": ("terms.csv", "en,es\nbread,pan\n"), "source": "en", "target": "es"}
    ),
    ("terms_files.show", "GET"): Line(KEEPERS),
    ("terms_files.bring_in", "POST"): Line(KEEPERS, {"sure": "yes"}),
    ("terms_files.remove", "POST"): Line(KEEPERS, {"sure": "yes"}),
    ("terms_files.export", "GET"): Line(READERS),
    ("terms.merge", "POST"): Line(KEEPERS, {"version": "1", "other": "{other_concept}", "other_version": "1"}),
    # people
    ("people.index", "GET"): Line(ADMINS),
    ("people.new", "GET"): Line(ADMINS),
    ("people.create", "POST"): Line(ADMINS, {"email": "new@example.org", "role": "reader"}),
    ("people.show", "GET"): Line(ADMINS),
    ("people.set_roles", "POST"): Line(ADMINS, {"role": "reader"}),
    ("people.create_link", "POST"): Line(ADMINS, {"sure": "yes"}),
    ("people.close", "POST"): Line(ADMINS, {"sure": "yes"}),
    ("people.open_again", "POST"): Line(ADMINS, {"sure": "yes"}),
    ("people.remove_two_factor", "POST"): Line(ADMINS, {"sure": "yes"}),
    ("dev.patterns", "GET"): Line(ADMINS),
    # statements
    ("statements.index", "GET"): Line(READERS),
    ("statements.show", "GET"): Line(READERS),
    ("statements.source_file", "GET"): Line(READERS),
    ("statements.create_translation", "POST"): Line(WORKERS, {"language": "fr"}),
    ("statements.assign", "POST"): Line(WORKERS, {"person": "", "due_on": "2030-01-31"}),
    ("statements.take", "POST"): Line(WRITERS, {"why": "to write it"}, by_language=True),
    ("activity.show", "GET"): Line(READERS),
    ("activity.show_changes", "GET"): Line(READERS),
    # the start of a job: what the memory has, and filling it in
    ("analysis.show", "GET"): Line(READERS),
    ("analysis.create", "POST"): Line(READERS, {"sure": "yes"}),
    ("analysis.preview", "GET"): Line(WRITERS, by_language=True),
    ("analysis.create_filling", "POST"): Line(WRITERS, {"do": "all", "from": "100"}, by_language=True),
    ("analysis.undo", "POST"): Line(WRITERS, {"sure": "yes"}, by_language=True),
    # bringing a text in
    ("intake.new", "GET"): Line(WORKERS),
    ("intake.new", "POST"): Line(WORKERS, {"text": "A text.\n\nOf two paragraphs."}),
    ("intake.show", "GET"): Line(WORKERS),
    ("chapters.show", "GET"): Line(WORKERS),
    ("chapters.choose", "POST"): Line(WORKERS, {"chapter": "1", "version": "1"}),
    ("intake.change", "POST"): Line(WORKERS, {"title": "A title", "source": "en", "version": "1"}),
    ("intake.remove", "POST"): Line(WORKERS, {"sure": "yes"}),
    ("intake.create_statement", "POST"): Line(WORKERS, {"title": "A title", "source": "en", "version": "1"}),
    # editions
    ("editions.index", "GET"): Line(READERS),
    ("editions.create", "POST"): Line(PUBLISHERS, {"title": "A book", "languages": "en es"}),
    ("editions.show", "GET"): Line(READERS),
    ("editions.update", "POST"): Line(PUBLISHERS, {"title": "New", "layout": "facing", "version": "{edition_version}"}),
    ("editions.add_statement", "POST"): Line(PUBLISHERS, {"statement": "{slug}"}),
    ("editions.move_statement", "POST"): Line(PUBLISHERS, {"to": "up"}),
    ("editions.remove_statement", "POST"): Line(PUBLISHERS, {"why": "it goes elsewhere"}),
    ("editions.arrange_statements", "POST"): Line(PUBLISHERS, {"statement": "{statement}"}),
    ("previews.keep", "POST"): Line(PUBLISHERS, {"title": "Typed", "version": "{edition_version}"}),
    ("previews.forget", "POST"): Line(PUBLISHERS, {"sure": "yes"}),
    ("previews.show", "GET"): Line(READERS),
    ("previews.picture", "GET"): Line(READERS),
    ("edition_files.download", "GET"): Line(READERS),
    ("edition_files.download", "POST"): Line(READERS, {"layout": "columns"}),
    ("editions.create_release", "POST"): Line(PUBLISHERS, {"sure": "yes", "version": "{edition_version}"}),
    ("edition_files.download_release", "GET"): Line(READERS),
    ("edition_files.download_release", "POST"): Line(READERS, {"layout": "columns"}),
    ("edition_files.download_bundle", "GET"): Line(READERS),
    ("edition_files.download_bundle", "POST"): Line(READERS, {"release": "1"}),
    # what takes long: one's own work, and everybody's for administrators
    ("jobs.index", "GET"): Line(READERS),
    ("jobs.show", "GET"): Line(READERS),
    ("jobs.create_stop", "POST"): Line(READERS, {"sure": "yes"}),
    ("jobs.create_again", "POST"): Line(READERS, {"sure": "yes"}),
    ("jobs.download", "GET"): Line(READERS),
    ("editions.show_changes", "GET"): Line(READERS),
    # who besides the members reads an edition
    ("publication.update", "POST"): Line(PUBLISHERS, {"open": "yes", "sure": "yes"}),
    ("publication.create_link", "POST"): Line(PUBLISHERS, {"purpose": "The printer", "days": "7"}),
    ("publication.revoke_link", "POST"): Line(PUBLISHERS, {"why": "it is done"}),
    # what is open to everybody, or to whoever holds a link
    ("public.read", "GET"): Line(ANYBODY),
    ("public.read_release", "GET"): Line(ANYBODY),
    ("public.read_paragraph", "GET"): Line(ANYBODY),
    ("public.download", "GET"): Line(ANYBODY),
    ("public.show_changes", "GET"): Line(ANYBODY),
    ("public.preview", "GET"): Line(ANYBODY),
    # searching and replacing
    ("search.show", "GET"): Line(READERS),
    ("memory.show", "GET"): Line(READERS),
    ("memory_files.index", "GET"): Line(READERS),
    ("memory_files.create", "POST"): Line(KEEPERS, {"file": ("old.tsv", "en\tes\nOne.\tUno.\n")}),
    ("memory_files.show_upload", "GET"): Line(KEEPERS),
    ("memory_files.update_upload", "POST"): Line(KEEPERS, {"source_language": "en", "target_language": "es"}),
    ("memory_files.create_import", "POST"): Line(KEEPERS, {"sure": "yes"}),
    ("memory_files.forget_upload", "POST"): Line(KEEPERS, {"sure": "yes"}),
    ("memory_files.ask_removal", "GET"): Line(KEEPERS),
    ("memory_files.remove", "POST"): Line(KEEPERS, {"sure": "yes"}),
    ("memory_files.export", "GET"): Line(READERS),
    ("memory_files.export", "POST"): Line(READERS, {"format": "tmx", "languages": "en es"}),
    ("memory_entries.show", "GET"): Line(READERS),
    ("memory_entries.update", "POST"): Line(KEEPERS, {"source": "One.", "target": "Uno, pues."}),
    ("memory_entries.remove", "POST"): Line(KEEPERS, {"sure": "yes"}),
    ("memory_entries.duplicates", "GET"): Line(READERS),
    ("memory_entries.merge", "POST"): Line(KEEPERS, {"kind": "pair"}),
    ("replacing.show", "GET"): Line(WRITERS, by_language=True),
    ("replacing.create", "POST"): Line(WRITERS, {"find": "frase", "do": "all"}, by_language=True),
    ("replacing.undo", "POST"): Line(WRITERS, {"sure": "yes"}, by_language=True),
    # the desk
    ("desk.show", "GET"): Line(READERS),
    ("desk.rows", "GET"): Line(READERS),
    ("desk.counts", "GET"): Line(READERS),
    ("desk.next_of_kind", "GET"): Line(READERS),
    ("desk.source", "GET"): Line(READERS),
    ("desk.save", "POST"): Line(WRITERS, {"text": "Otra frase.", "version": "2"}, by_language=True),
    ("desk.create_submission", "POST"): Line(WRITERS, {"text": "Otra frase.", "version": "2"}, by_language=True),
    ("comparing.show", "POST"): Line(WRITERS, {"text": "Otra frase.", "version": "1"}, by_language=True),
    ("presence.renew", "POST"): Line(READERS, {"key": "p1", "writing": "1"}),
    # taking a text out, bringing targets in
    ("exports.show", "GET"): Line(READERS),
    ("exports.download", "GET"): Line(READERS),
    ("exports.download", "POST"): Line(READERS, {"states": "all"}),
    ("transfers.new", "GET"): Line(WRITERS, by_language=True),
    ("transfers.new", "POST"): Line(WRITERS, {"file": ("gate.po", 'msgid "One."\nmsgstr "Uno."\n')}, by_language=True),
    ("transfers.create_import", "POST"): Line(WRITERS, {"file": "{targets_file}", "do": "all"}, by_language=True),
    ("transfers.undo", "POST"): Line(WRITERS, {"sure": "yes"}, by_language=True),
    ("transfers.conflict", "GET"): Line(WRITERS, by_language=True),
    ("transfers.conflict", "POST"): Line(WRITERS, {"text": "Otra frase.", "version": "2"}, by_language=True),
    ("transfers.remove", "POST"): Line(WRITERS, {"file": "{targets_file}"}, by_language=True),
    # splitting and merging
    ("arranging.show", "GET"): Line(WORKERS),
    ("arranging.create_split", "POST"): Line(WORKERS, {"cut": "6", "seen": "{seen_alone}"}),
    ("arranging.create_merge", "POST"): Line(WORKERS, {"seen": "{seen_both}"}),
    ("arranging.undo", "POST"): Line(WORKERS, {"language": "es"}),
    # beside a paragraph
    ("panel.show", "GET"): Line(READERS),
    ("panel.show_history", "GET"): Line(READERS),
    ("panel.create_comment", "POST"): Line(WORKERS, {"text": "Why?", "kind": "question"}),
    ("panel.update_comment", "POST"): Line(WORKERS, {"text": "Because."}),
    ("panel.remove_comment", "POST"): Line(WORKERS, {"sure": "yes"}),
    ("panel.resolve_comment", "POST"): Line(WORKERS, {"resolved": "yes"}),
    ("panel.create_note", "POST"): Line(WRITERS, {"text": "A note.", "anchor": "7"}, by_language=True),
    ("panel.update_note", "POST"): Line(WRITERS, {"text": "Another note.", "seen": "{seal}"}, by_language=True),
    ("panel.remove_note", "POST"): Line(WRITERS, {"seen": "{seal}"}, by_language=True),
    ("panel.create_insertion", "POST"): Line(WRITERS, {"entry": "{memory_entry}", "version": "2"}, by_language=True),
    ("panel.choose_drafts", "POST"): Line(READERS, {"drafts": "yes"}),
    ("repetitions.take", "POST"): Line(WRITERS, {"twin": "{twin}", "version": "2"}, by_language=True),
    ("repetitions.create", "POST"): Line(WRITERS, {"version": "2"}, by_language=True),
    ("repetitions.undo", "POST"): Line(WRITERS, {"sure": "yes"}, by_language=True),
    ("panel.create_fix", "POST"): Line(
        WRITERS, {"check": "doubles", "kind": "word", "start": "4", "version": "2"}, by_language=True
    ),
    ("waivers.create", "POST"): Line(WRITERS, {"mark": "{mark}", "text": "The source says so."}, by_language=True),
    ("waivers.withdraw", "POST"): Line(WRITERS, {"sure": "yes"}, by_language=True),
    ("checks.show", "GET"): Line(READERS),
    ("checks.progress", "GET"): Line(READERS),
    ("checks.create_fix", "POST"): Line(
        WRITERS,
        {"target": "{target_id}", "check": "doubles", "kind": "word", "start": "4", "version": "2"},
        by_language=True,
    ),
    ("checks.create_waiver", "POST"): Line(
        WRITERS, {"target": "{target_id}", "mark": "{mark}", "text": "The source says so."}, by_language=True
    ),
    ("profiles.show", "GET"): Line(READERS),
    ("profiles.update", "POST"): Line(WORKERS, {"variety": "MX", "quotation": "angular"}),
    ("panel.create_restoration", "POST"): Line(WRITERS, {"revision": "{revision}", "version": "2"}, by_language=True),
    ("beside_terms.create", "POST"): Line(WORKERS, {"source_text": "assembly", "target_text": "asamblea"}),
    ("spelling.create", "POST"): Line(
        WRITERS, {"old": "frase", "start": "4", "word": "palabra", "version": "2"}, by_language=True
    ),
    ("spelling.create_known", "POST"): Line(WRITERS, {"word": "palabro"}, by_language=True),
    ("spelling.show", "GET"): Line(READERS),
    ("spelling.create_listed", "POST"): Line(WRITERS, {"word": "palabro"}, by_language=True),
    # the group's own words
    ("word_list.index", "GET"): Line(READERS),
    ("word_list.create", "POST"): Line(WRITERS, {"word": "huelgazo", "language": "es"}, by_language=True),
    ("word_list.create_from_file", "POST"): Line(
        WRITERS, {"file": ("words.txt", "paro\nhuelgazo\n"), "language": "es"}, by_language=True
    ),
    ("word_list.export", "GET"): Line(READERS),
    ("word_list.remove", "POST"): Line(frozenset({REVIEWER, PUBLISHER, ADMIN}), {"sure": "yes"}),
    # review
    ("review.index", "GET"): Line(REVIEWERS),
    ("review.create_approval", "POST"): Line(REVIEWERS, {"version": "2"}, by_language=True),
    ("review.create_edited_approval", "POST"): Line(
        REVIEWERS, {"text": "Otra frase.", "version": "2"}, by_language=True
    ),
    ("review.create_return", "POST"): Line(REVIEWERS, {"version": "2", "reason": "style"}, by_language=True),
    ("review.create_question", "POST"): Line(REVIEWERS, {"version": "2", "words": "Which one?"}, by_language=True),
    ("review.create_sightings", "POST"): Line(REVIEWERS, {"seen": "1:2"}, by_language=True),
    ("review.create_approvals", "POST"): Line(REVIEWERS, {"seen": "1:2", "approve": "1:2"}, by_language=True),
    # reading the text by itself, and a random tenth of it
    ("reading.show", "GET"): Line(READERS),
    ("samples.create", "POST"): Line(PUBLISHERS, {"why": "to read it"}),
    ("samples.show", "GET"): Line(PUBLISHERS),
    ("samples.create_finding", "POST"): Line(PUBLISHERS, {"target": "{sampled}", "version": "2", "finding": "fine"}),
}

# Flask-Security's pages guard themselves: open to the first, and what the others get.
# tests/blueprints/test_signing_in.py, test_links.py and test_two_factor.py try what they do.
SECOND_STEP = "only between the password and the code"
LIBRARY: dict[str, frozenset[str] | str] = {
    "security.login": ANYBODY,
    "security.logout": ANYBODY,
    "security.forgot_password": ANYBODY,
    "security.reset_password": ANYBODY,
    "security.change_password": MEMBERS,
    "security.verify": MEMBERS,
    "security.two_factor_setup": MEMBERS,
    "security.two_factor_setup_validate": MEMBERS,
    "security.mf_recovery_codes": MEMBERS,
    "security.two_factor_token_validation": SECOND_STEP,
    "security.two_factor_rescue": SECOND_STEP,
    "security.mf_recovery": SECOND_STEP,
    "security.tf_select": SECOND_STEP,
}
