"""Words that make plausible names, by script."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """Words of one script: people, band names, title words; `share` of the artists sing in it."""

    share: float
    first: tuple[str, ...]
    last: tuple[str, ...]
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]
    gap: str = " "


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH = Tongue(
    0.50,
    _words(
        "Ada Marlon Tessa Bruno Celia Desmond Elena Fabian Greta Hollis Ines Jonah Kira Lionel Mavis Nolan Opal Percy"
    ),
    _words(
        "Harrow Quill Vance Okafor Lindqvist Moreau Castell Brandt Ferreira Novak Sterling Achterberg Dunmore Pryce"
    ),
    _words(
        "Silver Hollow Golden Broken Quiet Burning Distant Velvet Electric Lonely Paper Crimson Frozen Endless Sacred "
        "Wild Bitter Gentle Neon Rusty Midnight Restless Faded Northern Hidden Shining Borrowed Honest"
    ),
    _words(
        "River Heart Summer Station Mirror Garden Signal Harbour Letter Shadow Engine Window Ocean Morning Cathedral "
        "Highway Feather Lantern Island Machine Promise Season Thunder Avenue Horizon Carnival Satellite Memory "
        "Orchard Compass Railway Kingdom Whisper Diamond"
    ),
)
YORUBA = Tongue(
    0.20,
    _words("Adébáyọ̀ Olúwaṣeun Fọlákẹ́ Títílayọ̀ Kẹ́hìndé Chiọma Ọbínnà Ngọzi Adékúnlé Yétúndé Ìfẹ́olúwa Chukwuemeka"),
    _words("Adéyẹmí Ọláolúwa Okonkwọ Ògúnlẹ́yẹ Akíntọ́lá Nwọsu Fálọ́lá Ọ̀ṣọ́bà Eze Balógun"),
    _words("Ìfẹ́ Ayọ̀ Ọmọ Ìyá Ọjọ́ Ọkàn Àṣà Orí Ẹwà Ìrètí Obi Ọma Ụtọ Ndụ Ìmọ́lẹ̀ Ọ̀run"),
    _words("Mi Wa Tuntun Rere Dídùn Lágbára Mímọ́ Ọ̀wọ́n Àgbà Kékeré Mmadụ Anyị Gị Ọcha Ìlú Òní Ọ̀la Ayé Ilé Ọ̀nà"),
)
CYRILLIC = Tongue(
    0.10,
    _words("Алиса Борис Вера Глеб Дарья Егор Зоя Илья Кира Лев Мила Никита"),  # noqa: RUF001  # Cyrillic on purpose
    _words("Орлова Белов Громов Зимина Крылов Лебедева Морозов Соколова Шевченко Юрьев"),
    _words("Белая Последняя Тихая Северная Далёкая Золотая Ночная Первая Вечная Моя Забытая Новая"),
    _words("Река Звезда Дорога Весна Песня Зима Мечта Гроза Тень Луна Птица Волна Надежда Память Улица Искра"),
)
ARABIC = Tongue(
    0.10,
    _words("ليلى سامي نور كريم هدى ياسر مريم طارق سلمى فارس"),
    _words("حداد منصور الخطيب نجار سليمان البحري درويش عباس صباغ"),
    _words("قلب ليل نجوم حلم طريق بحر صوت شمس قمر دمعة وردة رسالة"),
    _words("الحبيب المدينة الصباح الغريب البعيد الجميل القديم العمر الروح الشتاء الذكرى الأمل"),
)
CJK = Tongue(
    0.10,
    _words("林 王 陈 周 佐藤 高橋 中村 김 이 박"),
    _words("小雨 子涵 志明 美咲 翔太 さくら 陽菜 민준 서연 지우"),
    _words("蓝色的 最后的 遥远的 夏の 夜明けの 君の 永远的 雨の 너의 푸른"),
    _words("天空 星星 海洋 记忆 手紙 花火 約束 風景 季节 列車 노래 바다 별빛 기억"),
    gap="",
)
TONGUES = (ENGLISH, YORUBA, CYRILLIC, ARABIC, CJK)

BANDS = _words("Foxes Tides Parade Orchestra Collective Riders Echoes Brothers Union Assembly Pilots Wolves")
UPLOADERS = _words("xiaoxiao music4life naijavibes247 hitz_daily DJKwesi bestsongs2020 tunezone webplayer lyricsplus")
REMIXERS = _words("Kelvar Dubonet Marrow Tessellate Oriel Zinc")

CYRILLIC_LETTERS = dict(zip("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз", strict=True))
"""The Latin letters that have one Cyrillic letter for their sound; the others have none, or several."""
