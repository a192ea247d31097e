"""German words that the compound splitter has to be told about; written for this project."""

from __future__ import annotations

# Compounds to a grammarian, single things to a shop: who looks for Schuhe does not want Handschuhe.
OPAQUE = """
anhänger armband aufkleber aufsatz baumwolle bildschirm brustwarze büstenhalter einzelhandel fahrrad fahrstuhl fernbedienung
fernglas fernseher feuerwerk feuerzeug fingerhut fingernagel flugzeug freizeit frühling fußball geburtstag geschirrspüler
halsband handbuch handschelle handschuh handtuch handwerk hochzeit hosenträger hörbuch hörgerät kaugummi kindergarten
kinderwagen kopfhörer kronleuchter kugelschreiber kühlschrank lautsprecher lebensmittel lesezeichen lippenstift löwenzahn
meerschweinchen mundharmonika mundschutz nachthemd nagellack oberteil ohrhörer ohrring ohrstecker pferdeschwanz pinnwand
rollschuh rucksack rundfunk schildkröte schlafanzug schlagzeug schlittschuh schmetterling schneebesen schraubenzieher
schubkarre spielzeug staubsauger steckdose stirnband strohhalm strumpfhose taschenlampe taschentuch tintenfisch
trainingsanzug unterhemd unterhose unterwäsche vorhang walnuss wasserhahn weihnachten werkzeug zahnbürste zahnpasta
zahnstocher zeitschrift zollstock
"""

NEVER_PARTS = """
ab aber alle allein als also an anti auf aus außen außer be bei bis da dar das dass dazu dein dem den denn der des die dies
dort durch ein eine einem einen einer eines empor ent entgegen er erst etwas fort für ge gegen haben her herab heran herum
hervor hier hin hinten hinter ich ihr im in innen ins ist jede jeder kein los mal mehr mein miss mit nach neben nein nicht nieder
noch nun nur ob oben ober oder ohne seit sehr sein sich sie sind so statt über um und unser unten unter ver vom von vor voran
voraus vorbei vorn wann warum was weg weil wem wen wenn wer wie wieder wir wird wo zer zu zum zur zusammen zwar zwischen
artig arm bar barkeit chen eln enten ern haft heit igkeit isch keit lein lich lichkeit ling los losigkeit nis reich sam schaft
tion tum ung ungen weise wert würdig enden ente erei erin ette etten eur euse iert ieren hen ten ren ses sten
"""

# Short enough to hide in any word, common enough in shops to be meant.
SHORT_WORDS = "bad bus duo eis ess fuß gas gel hof hut ohr rad reh rot see ski tag tee tor tür uhr zoo zug"

# Weak participles whose verb's noun is another thing: a lined jacket is no feed, a used one no custom.
OTHER_PARTICIPLES = "gebraucht gefüttert gelagert gemacht gesucht"
