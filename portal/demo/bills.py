"""What the demo's bills say was paid for, place by place and job by job."""

from portal.demo.decisions import AFTER_SCHOOL, BATHROOMS, GARDEN

BILLS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "电机厂宿舍楼道扶手": (
        tuple(f"{number} 单元" for number in range(1, 9)), ("扶手材料", "安装人工"),
    ),
    "里仁里非机动车棚与充电口": (
        ("东棚", "西棚", "南棚", "北棚"),
        ("地面硬化", "立柱和顶棚", "充电口和电线", "标线和灭火器"),
    ),
    "无障碍坡道改造": (
        ("3 号楼", "5 号楼", "8 号楼", "10 号楼"),
        ("拆旧开挖", "排水沟", "混凝土坡面", "扶手和防滑条"),
    ),
    "助餐点保温餐车": (("第一辆", "第二辆", "第三辆"), ("车体", "保温箱", "电池", "餐具")),
    "夜间照明补盲": (
        ("里仁里", "春晓园", "和风苑", "书香新居"), ("灯杆基础", "灯杆", "太阳能灯头", "安装人工"),
    ),
    "春晓园小广场平整与坐凳": (
        ("东侧", "西侧", "南侧", "北侧"), ("土方平整", "透水砖", "坐凳", "树池"),
    ),
    AFTER_SCHOOL: (
        tuple(f"第 {number} 期" for number in range(1, 6)), ("老师课时费", "点心和文具"),
    ),
    GARDEN: (("北侧空地",), ("清理和围挡",)),
    BATHROOMS: (
        tuple(f"第 {number} 批" for number in range(1, 5)), ("扶手和防滑砖", "安装人工"),
    ),
}  # fmt: skip
"""Title of a work → the places, and the jobs done at each."""


def bill(title: str, number: int) -> str:
    """What the bill of that number, from 1, was for."""
    places, jobs = BILLS[title]
    place, job = divmod(number - 1, len(jobs))
    return f"{title}：{places[place % len(places)]}{jobs[job]}"
