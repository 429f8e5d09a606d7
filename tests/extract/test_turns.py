"""Who takes turns in a transcript: names that are words, labels that are not names, whole names."""

from __future__ import annotations

from pipeline.extract.names import find_mentions
from pipeline.extract.speakers import speakers, spelled_out

TALK = """主持人：先介绍一下公司吧。
白雪：我们替物业接电话，听着很土，你别笑。
高山：她负责说，我负责修。
主持人：钱从哪里来？
白雪：我妈借了一点，对，就一点。
高山：我把车卖了。
主持人：明年呢？
白雪：你明年再来问吧。
高山：我还在就行。
"""
SHEET = """成本：每月三千元，含电费。
安全：全部数据留在机房里。
成本：另有人工两万元一个月。
安全：门禁有三道，摄像头九个。
成本：合计二万三千元。
安全：去年没有出过事故。
"""
RADIO = """JUNE: Welcome back. I'm June Achebe, and with me as ever is Pip Vandersteen.
PIP: Hello.
JUNE: In June Sales of chips fell, we read.
PIP: They did.
"""


def test_who_speaks_of_me_and_you_is_a_person_though_called_as_a_thing() -> None:
    assert {TALK[a:b] for a, b in speakers(TALK)} == {"白雪", "高山"}
    assert not list(speakers(SHEET))


def test_a_label_of_a_given_name_is_the_person_whose_whole_name_the_text_has() -> None:
    found = [m for m in find_mentions(RADIO) if m.type == "person"]
    assert {"June Achebe", "Pip Vandersteen"} <= {m.surface for m in found}
    assert {m.entity_id for m in found} == {"june-achebe", "pip-vandersteen"}
    assert [RADIO[a:b] for a, b in spelled_out(RADIO, "June")] == ["June Achebe"]
