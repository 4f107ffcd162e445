"""What the demo's committee posted, by head and quarter, and what neighbours said to it."""

from typing import NamedTuple

from portal.disclosure.rules import Category
from portal.notices.rules import Act

SAID = {
    Category.DECISIONS: (
        "居民代表会议和议事会定的事，办完七件，在办三件。\n每一件办到哪一步，都在“决议”里写着。",
        "议事会定的三件小事都办完了：楼道灯、晾衣架、公示栏的锁。\n没有逾期的。",
        "办完四件，在办五件，有一件晚了十天：施工队排不开，已经说明。",
        "办完六件，在办四件。\n夜间巡逻、无障碍坡道两件，监督委员会到现场看过。",
    ),
    Category.MONEY: (
        "没有收到捐赠。\n社区保障资金按月公布，见收支账本。",
        "本季度收到捐赠 20,000 元，指定用于助餐点，已全部入账。\n"
        "社区保障资金按月公布，见收支账本。",
        "捐赠的 20,000 元已买餐具和消毒柜，结余 312 元留到下季度。",
        "没有收到捐赠。上次结余的 312 元用于助餐点换刀具，收据在服务站可以看。",
    ),
    Category.FACILITIES: (
        "检修健身器材 14 件，换掉 3 件；补路灯 5 盏。\n和风苑两部电梯年检合格。",
        "里仁里 3、4 号楼前雨水管疏通一次；儿童滑梯换了护栏。\n电梯困人 1 次，12 分钟解救。",
        "暴雨以后检查了地下通道和配电间，抽水 2 次，没有损失。\n楼道声控灯换了 41 个。",
        "检修健身器材 9 件；夜间照明补了 9 处，还差 5 处。",
    ),
    Category.SERVICES: (
        "助餐点供餐 6,210 份，送餐上门 1,880 份。\n上门理发、量血压 96 人次。",
        "助餐点供餐 6,540 份。课后托管开班，32 个孩子，退费 1 人。\n法律咨询 11 次。",
        "助餐点供餐 6,705 份，每餐加了一份汤。\n家政、维修服务预约 208 次，投诉 3 次，都已处理。",
        "助餐点供餐 6,398 份，餐车送到的饭是热的。\n智能手机课 8 次，124 人次。",
    ),
    Category.CONSULTATIONS: (
        "协商两次：活动室晚上开到九点；小广场早上七点以后放音乐。",
        "协商一次：课后托管由家长、学校和机构一起定接送办法，办法贴在活动室。",
        "协商一次：里仁里道闸先试一个月，快递和送餐登记后放行。",
        "本季度没有协商。上次定的道闸试行，访客平均等 20 秒，继续试。",
    ),
    Category.GOVERNMENT: (
        "协助办理老年优待证 41 件、居住登记 66 件、低保复核 12 户。",
        "协助入户核对人口 2,420 户；发放困难补助 9 人；独居老人巡访 310 次。",
        "协助办理医保缴费 280 人；流感疫苗登记 402 人。",
        "协助消防检查 6 次，清理楼道堆物 23 处；残疾人补贴复核 18 人。",
    ),
    Category.OTHER: (
        "燃气公司检查 2,186 户，发现隐患 17 户，都已换软管。",
        "物业公司公布公共收益 64,200 元，用在门禁和绿化，明细贴在和风苑大堂。",
        "学校施工，西门便道封到月底，请绕行南门。",
        "居民公约修改稿贴出，意见收到议事会开会前一天。",
    ),
}
"""Four quarters each, the earliest first."""

SLOW = Category.SERVICES, 0
"""What was posted some days too late."""

WRONG = Category.MONEY, 1
SET_RIGHT = (
    "本季度收到捐赠 20,000 元和大米 200 斤，指定用于助餐点，已全部入账。\n"
    "社区保障资金按月公布，见收支账本。"
)
WHY = "原来漏写了捐来的大米"

DRAFTED = "检修健身器材……（还没有写完，等物业报数）"


class Doubt(NamedTuple):
    """An objection, and what the supervisors answered; ``remedy``: what was done about it."""

    where: tuple[Category, int] | None  # None: the books of a month
    text: str
    act: Act
    answer: str
    remedy: str = ""
    named: bool = False


DOUBTS = (
    Doubt(
        WRONG,
        "商会还捐了大米，公示里没有写，请查一查。",
        Act.UPHOLD,
        "查了签收单，确有 200 斤大米，当天就送到了助餐点，公示漏写了。",
        "居委会已公布更正，写上了大米。",
    ),
    Doubt(
        (Category.FACILITIES, 1),
        "电梯困人我家遇到的是半个小时，不是 12 分钟，请核对。",
        Act.DISMISS,
        "调了和风苑 2 号楼的监控和物业的记录，从按铃到开门是 12 分钟。记录可以到服务站看。",
    ),
    Doubt(
        (Category.SERVICES, 2),
        "汤不是每餐都有，写成每餐都加不合适，请说明。",
        Act.UPHOLD,
        "问过助餐点，有九天没有供应，原因是汤桶坏了。",
        "汤桶换了，缺供的九天写进了下一期公示。",
        named=True,
    ),
    Doubt(
        None,
        "这个月的利息比上一季度少，是不是存款动过？",
        Act.DISMISS,
        "利息按季结算，存款没有动过，银行对账单在服务站可以看。",
    ),
)

BIG = (
    (Category.MONEY, "收到和风商会捐赠 20,000 元", 210, "指定用于助餐点，支票已存入捐赠账户。"),
    (
        Category.FACILITIES,
        "暴雨以后地下通道抢修",
        78,
        "昨夜积水四十厘米，物业和志愿者抽水到早上六点，人车平安，通道已经恢复。",
    ),
    (
        Category.FACILITIES,
        "电机厂宿舍 4 号楼水管爆裂抢修",
        6,
        "昨天下午主管道爆裂，停水五小时，水车送水到楼下。换管 6 米，费用由自来水公司承担。",
    ),
)
"""What was posted at once: under which head, how many days ago."""

SLOWLY = (
    "上一季度的服务公示晚了一个多星期，写的数字也没有人核对过。",
    "属实。公示晚了七天，居委会已说明原因，数字由监督委员会核对过，没有错。",
)
MISSING = "公共设施维修的钱花到哪里去了，到期没有公开，请监督委员会问一问。"
