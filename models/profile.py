"""How a translation is to be written, where its group has said so."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.checks.profile import Address, DecimalMark, Quotation
from models.base import Base, now, words


class TranslationProfile(Base):
    """What was chosen for a translation; one without a row has the default. `variety`: a region, "" for the tag's."""

    __tablename__ = "translation_profile"

    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"), primary_key=True)
    variety: Mapped[str] = mapped_column(default="")
    quotation: Mapped[Quotation] = mapped_column(words(Quotation, "quotation"), default=Quotation.ANY)
    decimal_mark: Mapped[DecimalMark] = mapped_column(words(DecimalMark, "decimal_mark"), default=DecimalMark.ANY)
    address: Mapped[Address] = mapped_column(words(Address, "address"), default=Address.ANY)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
