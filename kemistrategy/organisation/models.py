"""Who there is: units, posts, the people who hold them, and the decisions everything rests on."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class OrgUnit(models.Model):
    """A branch of the city's tree; it ends but is never deleted."""

    class Kind(models.TextChoices):
        CITY = "city", _("Kaupunki")
        DEPARTMENT = "department", _("Toimiala")
        SERVICE_AREA = "service_area", _("Tulosalue")
        RESULT_UNIT = "result_unit", _("Tulosyksikkö")
        SUBSIDIARY = "subsidiary", _("Tytäryhteisö")
        BODY = "body", _("Toimielin")

    code = models.SlugField(_("tunnus"), max_length=60, unique=True)
    name = models.CharField(_("nimi"), max_length=200)
    kind = models.CharField(_("laji"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("yläyksikkö")
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("seuraaja")
    )
    head = models.ForeignKey(
        "Position",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="headed_units",
        verbose_name=_("johtava tehtävä"),
    )
    valid_from = models.DateField(_("alkaen"), null=True, blank=True)
    valid_to = models.DateField(_("päättyen"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("yksikkö"), _("yksiköt")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="unit_ends_after_start"),
        ]

    def __str__(self):
        return self.name


def is_valid_on(day, of: str = "") -> Q:
    """That a post or a unit is in force on the day; `of` is the path to it: "post__"."""
    begun = Q(**{f"{of}valid_from": None}) | Q(**{f"{of}valid_from__lte": day})
    return begun & (Q(**{f"{of}valid_to": None}) | Q(**{f"{of}valid_to__gte": day}))


class PositionQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(is_valid_on(day))

    def answerable(self):
        """Posts that may answer for something: never a group of people."""
        return self.filter(kind=Position.Kind.SINGLE)


class Position(models.Model):
    """A post (tehtävä), a group of posts, a body or a unit as an owner: it outlives its holders."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("Tehtävä")
        GROUP = "group", _("Ryhmä")
        BODY = "body", _("Toimielin")
        UNIT = "unit", _("Yksikkö")

    code = models.SlugField(_("tunnus"), max_length=60, unique=True)
    title = models.CharField(_("nimike"), max_length=200)
    kind = models.CharField(_("laji"), max_length=10, choices=Kind, default=Kind.SINGLE)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="posts", verbose_name=_("yksikkö"))
    members = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="groups", verbose_name=_("jäsenet")
    )
    is_accountable = models.BooleanField(_("tilivelvollinen"), default=False)
    mailbox = models.EmailField(_("postilaatikko"), blank=True)
    phone = models.CharField(_("puhelin"), max_length=40, blank=True)
    doubt = models.TextField(_("avoin kysymys"), blank=True)
    valid_from = models.DateField(_("alkaen"), null=True, blank=True)
    valid_to = models.DateField(_("päättyen"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("järjestys"), default=0)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("tehtävä"), _("tehtävät")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="post_ends_after_start"),
        ]

    def __str__(self):
        return self.title


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, role=User.Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who signs in; what she may do follows from her role and the posts she holds."""

    class Role(models.TextChoices):
        READER = "reader", _("Lukija")
        COUNCILLOR = "councillor", _("Luottamushenkilö")
        COORDINATOR = "coordinator", _("Strategiakoordinaattori")
        AUDITOR = "auditor", _("Tarkastuslautakunta")
        ADMINISTRATOR = "administrator", _("Pääkäyttäjä")

    username = first_name = last_name = None
    email = models.EmailField(_("sähköposti"), unique=True)
    name = models.CharField(_("nimi"), max_length=150)
    role = models.CharField(_("rooli"), max_length=15, choices=Role, default=Role.READER)
    language = models.CharField(
        _("kieli"), max_length=2, choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")], default="fi"
    )
    follows_reports = models.BooleanField(_("ilmoitus uusista raporteista ja korjauksista"), default=False)
    invited_at = models.DateTimeField(_("kutsuttu"), null=True, blank=True)
    last_seen_on = models.DateField(_("viimeksi käynyt"), null=True, blank=True)
    anonymised_at = models.DateTimeField(_("nimetön alkaen"), null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name, verbose_name_plural = _("käyttäjä"), _("käyttäjät")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self):
        return self.name or self.email

    def save(self, *args, **kwargs):
        """The administrator's role is what opens the admin; nothing else does."""
        self.is_staff = self.is_superuser = self.role == self.Role.ADMINISTRATOR
        super().save(*args, **kwargs)

    @property
    def invitation_occasion(self) -> str:
        """Names the latest invitation, so that each goes once and a page can tell whether it has gone."""
        return f"invitation {self.invited_at.timestamp():.6f}"

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class PositionHolderQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def at_work_on(self, day):
        """Who writes for a post in force with an account in use; a group has nobody of its own."""
        posts = Q(is_valid_on(day, of="post__"), post__kind=Position.Kind.SINGLE)
        return self.valid_on(day).filter(posts, user__is_active=True)

    def able_to_send_on(self, day):
        """Without one a post is vacant: a deputy sends in the holder's place, a preparer only writes."""
        return self.at_work_on(day).filter(capacity__in=PositionHolder.SENDERS)


class PositionHolder(models.Model):
    """Who is in a post, in which capacity, from when to when."""

    class Capacity(models.TextChoices):
        HOLDER = "holder", _("Haltija")
        DEPUTY = "deputy", _("Sijainen")
        PREPARER = "preparer", _("Valmistelija")

    SENDERS = (Capacity.HOLDER, Capacity.DEPUTY)

    post = models.ForeignKey(Position, models.PROTECT, related_name="holders", verbose_name=_("tehtävä"))
    user = models.ForeignKey(User, models.PROTECT, related_name="posts_held", verbose_name=_("henkilö"))
    capacity = models.CharField(_("asema"), max_length=10, choices=Capacity, default=Capacity.HOLDER)
    starts_on = models.DateField(_("alkaen"))
    ends_on = models.DateField(_("päättyen"), null=True, blank=True)

    objects = PositionHolderQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("haltija"), _("haltijat")
        ordering = ["post", "capacity", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="holder_ends_after_start"),
            models.UniqueConstraint(fields=["post", "user", "capacity", "starts_on"], name="holder_once_a_day"),
        ]

    def __str__(self):
        return f"{self.user} · {self.post}"


class Decision(models.Model):
    """A decision of a body that sets or changes something: "kv 3.5.2021 § 45"."""

    class Body(models.TextChoices):
        COUNCIL = "KV", _("kaupunginvaltuusto")
        BOARD = "KH", _("kaupunginhallitus")
        COMMITTEE = "LTK", _("lautakunta")
        OFFICE_HOLDER = "VH", _("viranhaltija")

    body = models.CharField(_("toimielin"), max_length=3, choices=Body)
    decided_on = models.DateField(_("päivä"))
    section = models.CharField(_("pykälä"), max_length=20)
    title = models.CharField(_("asia"), max_length=300, blank=True)
    case_number = models.CharField(_("asianumero"), max_length=60, blank=True)
    address = models.URLField(_("pöytäkirjan osoite"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("päätös"), _("päätökset")
        ordering = ["-decided_on", "section"]
        constraints = [models.UniqueConstraint(fields=["body", "decided_on", "section"], name="decision_once")]

    def __str__(self):
        day = self.decided_on
        return f"{self.body.lower()} {day.day}.{day.month}.{day.year} § {self.section}"


class Evidence(models.Model):
    """What shows that something is so: a file, kept under the digest of its bytes, or the address of a page."""

    title = models.CharField(_("nimi"), max_length=200)
    file = models.FileField(_("tiedosto"), upload_to="evidence", max_length=200, blank=True)
    file_name = models.CharField(_("tiedoston nimi"), max_length=200, blank=True)
    sha256 = models.CharField(_("tiiviste"), max_length=64, blank=True)
    address = models.URLField(_("osoite"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("lisätty"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("lisääjä"))

    class Meta:
        verbose_name, verbose_name_plural = _("näyttö"), _("näytöt")
        ordering = ["-added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") & ~Q(address="") | ~Q(file="") & ~Q(sha256="") & Q(address=""),
                name="evidence_is_a_file_or_an_address",
            ),
        ]

    def __str__(self):
        return self.title


class SentMail(models.Model):
    """That a mail went, so that it goes once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="mails", verbose_name=_("vastaanottaja"))
    occasion = models.CharField(_("aihe"), max_length=120)
    sent_at = models.DateTimeField(_("lähetetty"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("lähetetty viesti"), _("lähetetyt viestit")
        constraints = [models.UniqueConstraint(fields=["user", "occasion"], name="mail_once")]

    def __str__(self):
        return self.occasion


class Answerable(models.Model):
    """Something with exactly one answering post (Vastaa); all others only take part (Mukana)."""

    answering_post = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="answers_for_%(class)ss", verbose_name=_("vastaa")
    )
    answering_confirmed_at = models.DateTimeField(_("vastaaja vahvistettu"), null=True, blank=True, editable=False)
    answering_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("vahvistaja")
    )
    participants = models.ManyToManyField(
        Position, blank=True, related_name="takes_part_in_%(class)ss", verbose_name=_("mukana")
    )

    class Meta:
        abstract = True
