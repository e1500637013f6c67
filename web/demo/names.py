"""Invented names for the demo stock; everybody in it is made up."""

WOMEN = (
    "Anna", "Brigitte", "Charlotte", "Christa", "Elif", "Emma", "Erika", "Fatma", "Franziska", "Gerda", "Hannelore", "Heike",
    "Helga", "Hülya", "Ilse", "Ingrid", "Irina", "Jana", "Jutta", "Käthe", "Karin", "Katharina", "Leyla", "Lieselotte", "Lisa",
    "Magdalena", "Marta", "Monika", "Natalja", "Oksana", "Petra", "Renate", "Rosemarie", "Sabine", "Sigrid", "Sofia", "Stefanie",
    "Susanne", "Ursula", "Waltraud",
)  # fmt: skip
MEN = (
    "Ahmet", "Alexander", "Andreas", "Benjamin", "Bernd", "Christian", "Dieter", "Dmytro", "Ernst", "Florian", "Friedrich", "Georg",
    "Gerhard", "Günther", "Hans", "Heinz", "Helmut", "Horst", "Jörg", "Jürgen", "Karl", "Klaus", "Kurt", "Lukas", "Manfred",
    "Markus", "Mehmet", "Michael", "Omar", "Otto", "Paul", "Peter", "Rainer", "Rolf", "Sergej", "Siegfried", "Stefan", "Thomas",
    "Uwe", "Wolfgang",
)  # fmt: skip
FAMILIES = (
    "Albrecht", "Aydın", "Bauer", "Baumgärtner", "Beck", "Böhm", "Brandt", "Braun", "Demir", "Dietz", "Eberlein", "Eichhorn",
    "Engelhardt", "Fischer", "Förster", "Frank", "Fürst", "Geiger", "Götz", "Groß", "Haas", "Hahn", "Hartmann", "Heinlein",
    "Herzog", "Hofmann", "Huber", "Jäger", "Jung", "Kaiser", "Kaya", "Keller", "Köhler", "Kowalski", "Krämer", "Krauß", "Kühn",
    "Lang", "Lehmann", "Löhr", "Ludwig", "Maier", "Marx", "Meyer", "Möller", "Müller", "Nagel", "Neumann", "Öztürk", "Otto",
    "Pfister", "Popow", "Rauh", "Reichel", "Richter", "Röder", "Roth", "Sauer", "Schäfer", "Scharrer", "Schlegel", "Schmidt",
    "Schneider", "Schön", "Schröder", "Schuster", "Seitz", "Shevchenko", "Simon", "Stark", "Steinmetz", "Strauß", "Süß", "Thiel",
    "Übelacker", "Vogel", "Wagner", "Walther", "Weber", "Weigel", "Weiß", "Winkler", "Wölfel", "Yılmaz", "Ziegler", "Zimmermann",
)  # fmt: skip
LANGUAGE_OF_FAMILY = {"Aydın": "tr", "Demir": "tr", "Kaya": "tr", "Öztürk": "tr", "Yılmaz": "tr", "Popow": "ru", "Shevchenko": "uk"}
COMPANIES = (
    "Bäckerei Süß GmbH",
    "Änderungsschneiderei Nadelöhr",
    "Apotheke am Platz OHG",
    "Kiosk Übelacker e. K.",
    "Radhaus Gartenstadt GmbH",
)
