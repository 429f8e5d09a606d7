"""News of products, and what firms say, told between other news: neither adverts nor notices."""

from __future__ import annotations

import pytest

import pipeline

BEFORE = "智谱在周二公布了第二季度的业绩，营收比去年同期增长了四成，亏损收窄到三亿元。"
AFTER = "分析师认为，价格战在下半年仍会继续，小厂的日子不会好过，客户却乐见其成。"


@pytest.mark.parametrize(
    "text",
    [
        "据报道，一家电商公司近期开启了语音购物的内测。用户在该 APP 内说出需求，"
        "由模型推荐商品，完成下单和支付。",
        "霁屿科技正式发布桌面智能体“小拾”，支持多个助手并行处理任务，可连接企业微信等平台。新用户可领一千点额度体验。",
        "霁屿科技重申，生成的内容仅供参考，不能替代专业的医疗诊断。",
        "安全公司澄观建议用户立即删除该插件，并轮换所有密钥。",
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_news_of_a_product_stays(text: str, last: bool) -> None:
    page = [BEFORE, AFTER, text] if last else [BEFORE, text, AFTER]
    assert text[:12] in pipeline.analyze("\n\n".join(page)).documents.text[0]


@pytest.mark.parametrize(
    "text",
    [
        "【广告】霁屿科技AI训练营限时五折，扫码添加助教微信 jiyu_ai 领取试听课！",
        "以上内容仅供参考，不构成投资建议，据此操作风险自担。",
        "如有侵权，请联系我们立即删除。",
    ],
)
def test_adverts_and_notices_go_as_before(text: str) -> None:
    found = pipeline.analyze("\n\n".join([BEFORE, AFTER, text])).documents.text[0]
    assert text[:8] not in found
