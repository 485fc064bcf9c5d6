"""What is said of an indicator that cannot be evaluated as it is: kindly, and with what to do about it."""

from django.utils.translation import gettext_lazy as _

from .fitness import Rule

# rule: (its name in a list, the sentence beside an indicator)
WORDS = {
    Rule.GOAL_WITHOUT_MEASURE: (
        _("Ei yhtään mittaria"),
        _("Yhtään mittaria ei ole, joten toteutumista ei voi todeta. Valitse mittari tai kerro, miten se arvioidaan."),
    ),
    Rule.IN_WORDS_ONLY: (
        _("Vain sanoin kerrottu"),
        _(
            "Mittarista ei saada lukua, joten toteutumista arvioidaan vain sanoin. Lisää rinnalle luku tai tapahtuma, "
            "josta toteutumisen näkee."
        ),
    ),
    Rule.NO_DIRECTION: (
        _("Suunta vahvistamatta"),
        _(
            "Ei ole vahvistettu, kumpaan suuntaan luvun pitäisi muuttua, eikä mittarista siksi esitetä arviota. "
            "Pyydä ylläpitoa vahvistamaan suunta."
        ),
    ),
    Rule.NO_UNIT: (
        _("Yksikkö puuttuu"),
        _("Luvun yksikkö tai asteikon yläpää puuttuu, joten lukua ei voi tulkita. Pyydä ylläpitoa lisäämään se."),
    ),
    Rule.NO_BASELINE: (
        _("Lähtötaso puuttuu"),
        _("Lähtötaso puuttuu, joten muutosta ei voi todeta. Selvitä arvo, josta lähdettiin."),
    ),
    Rule.NO_TARGET: (
        _("Tavoitetaso puuttuu"),
        _("Tavoitetaso puuttuu, joten toteutumista ei voi arvioida. Kerro taso, johon pyritään."),
    ),
    Rule.BARE_COUNT: (
        _("Lukumäärä ilman tavoitetasoa"),
        _(
            "Lukumäärälle ei ole tavoitetasoa: luvusta ei näe, riittääkö se. Anna tavoitetaso tai kerro, mihin lukua "
            "verrataan."
        ),
    ),
    Rule.NO_DATE: (
        _("Ajankohta puuttuu"),
        _("Ei ole kerrottu, mihin mennessä tavoitetaso saavutetaan. Anna vuosi tai määräpäivä."),
    ),
    Rule.TARGET_EQUALS_BASELINE: (
        _("Tavoitetaso on sama kuin lähtötaso"),
        _(
            "Tavoitetaso on sama kuin lähtötaso. Jos taso halutaan pitää, tavoitteen sanojen pitäisi kertoa se; jos "
            "halutaan muutosta, tarkista taso."
        ),
    ),
    Rule.TARGET_ON_WORSE_SIDE: (
        _("Tavoitetaso on lähtötasoa heikompi"),
        _(
            "Tavoitetaso on lähtötasoa heikompi: joko se on jo saavutettu tai suunta on kirjattu väärin. Tarkista "
            "suunta ja tavoitetaso."
        ),
    ),
    Rule.TARGET_NOT_COMPARABLE: (
        _("Tavoitetasoa ei voi verrata lähtötasoon"),
        _(
            "Lähtötaso ja tavoitetaso eivät kerro samasta asiasta: toinen on esimerkiksi kertynyt määrä ja toinen "
            "vuoden luku, tai niillä on eri yksikkö. Anna molemmat samasta asiasta ja samassa yksikössä."
        ),
    ),
    Rule.NO_OBSERVATION_IN_TWO_ROUNDS: (
        _("Ei lukua kahteen katsaukseen"),
        _("Kahteen viimeisimpään katsaukseen ei ole saatu lukua. Kirjaa luku tai kerro, miksi sitä ei ole mitattu."),
    ),
}


def rule_name(rule: Rule) -> str:
    """ "Lähtötaso puuttuu": the remark in a list or a filter, in the active language."""
    return str(WORDS[rule][0])


def remark_sentence(rule: Rule) -> str:
    """What it means and what to do, in the active language."""
    return str(WORDS[rule][1])
