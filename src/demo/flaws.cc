#include "demo/flaws.h"

namespace muster::demo {

const std::vector<Flaw>& flaws() {
  static const std::vector<Flaw> all{
      {"net_holes", "2026", 3, {"责任网空缺：松滋江堤首段技术责任人 2026-07-31 调离", "Hole: the technical person of the first Songzi section moved away on 2026-07-31"}},
      {"net_holes", "2026", 3, {"责任网到期：荆江大堤 675+500 段督查责任人任期已满", "Expired: oversight of the Jingjiang dike at 675+500, term ended"}},
      {"net_holes", "2026", 3, {"责任网空缺：石首演示桃花山水库无巡查责任人", "Hole: nobody patrols the demonstration reservoir Taohuashan in Shishou"}},
      {"duty_gaps", "2019", 1, {"空班：石首市防指 2019-10-04 夜班无人，抽查时无人接听", "Duty gap: Shishou, night of 2019-10-04; the spot check found nobody"}},
      {"plans_overdue", "2026", 1, {"逾期预案：石首森林火灾应急预案应于 2025-06-30 前评估", "Overdue plan: forest fires in Shishou, assessment due on 2025-06-30"}},
      {"stuck_gauges", "2019", 1, {"卡死测站：演示卡死站 2019-07-13 至 17 日一直报 30.55 m", "Lying gauge: DEMO-STUCK told 30.55 m from 13 to 17 July 2019"}},
      {"expired_batches", "2026", 1, {"过期批次：松滋防汛物资仓救生衣 JY2014-03，2019-03-09 到期", "Expired batch: life vests JY2014-03 at Songzi, since 2019-03-09"}}};
  return all;
}

}  // namespace muster::demo
