#include "supply/dispatch_share.h"

#include <glpk.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace muster::supply {
namespace {

constexpr double kTiny = 1e-6;

struct Arc {
  std::size_t source = 0;
  std::size_t sink = 0;
  double cost = 0;
};

// One program: flows over the arcs, the sources' capacities, one row per sink; and a last column for the common share.
class Program {
 public:
  explicit Program(const Transport& transport) : problem_(glp_create_prob(), glp_delete_prob) {
    for (std::size_t i = 0; i < transport.capacity.size(); ++i) {
      for (std::size_t j = 0; j < transport.demand.size(); ++j) {
        if (transport.cost[i][j] && transport.capacity[i] > 0 && transport.demand[j] > 0) arcs_.push_back({i, j, *transport.cost[i][j]});
      }
    }
    sources_ = static_cast<int>(transport.capacity.size());
    const int sinks = static_cast<int>(transport.demand.size());
    glp_add_rows(problem_.get(), sources_ + sinks);
    glp_add_cols(problem_.get(), share_column());
    for (int i = 0; i < sources_; ++i) {
      const double capacity = transport.capacity[static_cast<std::size_t>(i)];
      glp_set_row_bnds(problem_.get(), i + 1, GLP_UP, 0, transport.whole ? std::floor(capacity + kTiny) : capacity);
    }
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      glp_set_col_bnds(problem_.get(), static_cast<int>(a) + 1, GLP_LO, 0, 0);
      const int rows[] = {0, static_cast<int>(arcs_[a].source) + 1, row_of(arcs_[a].sink)};
      const double ones[] = {0, 1, 1};
      glp_set_mat_col(problem_.get(), static_cast<int>(a) + 1, 2, rows, ones);
    }
    glp_set_col_bnds(problem_.get(), share_column(), GLP_FX, 0, 0);
  }

  void fix(std::size_t sink, double amount) { glp_set_row_bnds(problem_.get(), row_of(sink), GLP_FX, amount, amount); }
  void at_least(std::size_t sink, double amount) { glp_set_row_bnds(problem_.get(), row_of(sink), GLP_LO, amount, 0); }
  void at_most(std::size_t sink, double amount) { glp_set_row_bnds(problem_.get(), row_of(sink), GLP_DB, 0, std::max(amount, kTiny)); }

  /// Largest common share in [0, 1] of the demands of `open`; the others keep their rows.
  double largest_share(const std::vector<std::size_t>& open, const std::vector<double>& demand) {
    std::vector<int> rows{0};
    std::vector<double> values{0};
    for (const std::size_t sink : open) {
      fix(sink, 0);
      rows.push_back(row_of(sink));
      values.push_back(-demand[sink]);
    }
    glp_set_mat_col(problem_.get(), share_column(), static_cast<int>(open.size()), rows.data(), values.data());
    glp_set_col_bnds(problem_.get(), share_column(), GLP_DB, 0, 1);
    clear_goal();
    glp_set_obj_dir(problem_.get(), GLP_MAX);
    glp_set_obj_coef(problem_.get(), share_column(), 1);
    const double share = solve() ? glp_get_col_prim(problem_.get(), share_column()) : 0;
    glp_set_mat_col(problem_.get(), share_column(), 0, nullptr, nullptr);
    glp_set_col_bnds(problem_.get(), share_column(), GLP_FX, 0, 0);
    return share;
  }

  /// The most that one sink can get, the other rows holding.
  double most(std::size_t sink) {
    clear_goal();
    glp_set_obj_dir(problem_.get(), GLP_MAX);
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      if (arcs_[a].sink == sink) glp_set_obj_coef(problem_.get(), static_cast<int>(a) + 1, 1);
    }
    return solve() ? glp_get_obj_val(problem_.get()) : 0;
  }

  bool feasible() {
    clear_goal();
    return solve();
  }

  /// Least cost, each unit brought worth `worth` besides.
  std::vector<Flow> cheapest(double worth = 0) {
    clear_goal();
    glp_set_obj_dir(problem_.get(), GLP_MIN);
    for (std::size_t a = 0; a < arcs_.size(); ++a) glp_set_obj_coef(problem_.get(), static_cast<int>(a) + 1, arcs_[a].cost - worth);
    std::vector<Flow> flows;
    if (!solve()) return flows;
    for (std::size_t a = 0; a < arcs_.size(); ++a) {
      const double quantity = glp_get_col_prim(problem_.get(), static_cast<int>(a) + 1);
      if (quantity > kTiny) flows.push_back({arcs_[a].source, arcs_[a].sink, quantity});
    }
    return flows;
  }

 private:
  [[nodiscard]] int share_column() const { return static_cast<int>(arcs_.size()) + 1; }
  [[nodiscard]] int row_of(std::size_t sink) const { return sources_ + static_cast<int>(sink) + 1; }
  void clear_goal() {
    for (int column = 0; column <= share_column(); ++column) glp_set_obj_coef(problem_.get(), column, 0);
  }
  bool solve() {
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.presolve = GLP_ON;
    return glp_simplex(problem_.get(), &settings) == 0 && glp_get_status(problem_.get()) == GLP_OPT;
  }

  std::unique_ptr<glp_prob, decltype(&glp_delete_prob)> problem_;
  std::vector<Arc> arcs_;
  int sources_ = 0;
};

// Floors, then a piece more for whoever lost most, as long as it can be brought.
void round_to_pieces(const Transport& transport, std::vector<double>& amounts) {
  std::vector<std::size_t> order(amounts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<double> lost(amounts.size());
  for (std::size_t j = 0; j < amounts.size(); ++j) {
    const double floored = std::floor(amounts[j] + kTiny);
    lost[j] = amounts[j] - floored;
    amounts[j] = floored;
  }
  std::stable_sort(order.begin(), order.end(), [&lost](std::size_t a, std::size_t b) { return lost[a] > lost[b]; });
  for (const std::size_t j : order) {
    if (lost[j] <= kTiny || amounts[j] + 1 > transport.demand[j] + kTiny) continue;
    Program program(transport);
    for (std::size_t other = 0; other < amounts.size(); ++other) program.fix(other, amounts[other] + (other == j ? 1 : 0));
    if (program.feasible()) amounts[j] += 1;
  }
}

}  // namespace

std::vector<double> fair_amounts(const Transport& transport) {
  std::vector<double> amounts(transport.demand.size(), 0);
  std::vector<std::size_t> open;
  for (std::size_t j = 0; j < amounts.size(); ++j) {
    if (transport.demand[j] > 0) open.push_back(j);
  }
  Program program(transport);
  for (std::size_t j = 0; j < amounts.size(); ++j) program.fix(j, 0);
  while (!open.empty()) {
    const double share = program.largest_share(open, transport.demand);
    for (const std::size_t j : open) {
      amounts[j] = share * transport.demand[j];
      program.at_least(j, amounts[j] - kTiny);
    }
    std::vector<std::size_t> rising;
    if (share < 1 - kTiny) {
      for (const std::size_t j : open) {
        if (program.most(j) > amounts[j] + 10 * kTiny * std::max(1.0, transport.demand[j])) rising.push_back(j);
      }
    }
    if (rising.size() == open.size()) rising.clear();  // numerically none is bound: the share is what it is
    for (const std::size_t j : open) {
      if (std::find(rising.begin(), rising.end(), j) == rising.end()) program.fix(j, std::max(0.0, amounts[j] - kTiny));
    }
    open = std::move(rising);
  }
  if (transport.whole) round_to_pieces(transport, amounts);
  return amounts;
}

std::vector<Flow> cheapest(const Transport& transport, const std::vector<double>& amounts) {
  Program program(transport);
  for (std::size_t j = 0; j < amounts.size(); ++j) program.fix(j, std::max(0.0, transport.whole ? amounts[j] : amounts[j] - 2 * kTiny));
  return program.cheapest();
}

std::vector<Flow> fullest(const Transport& transport) {
  double dearest = 0;
  for (const auto& row : transport.cost) {
    for (const auto& cost : row) dearest = std::max(dearest, cost.value_or(0));
  }
  Program program(transport);
  for (std::size_t j = 0; j < transport.demand.size(); ++j) program.at_most(j, transport.demand[j]);
  // One unit more brought may reroute others along a chain; each link of it costs at most the dearest arc.
  return program.cheapest((dearest + 1) * 2 * static_cast<double>(transport.capacity.size() + transport.demand.size() + 1));
}

}  // namespace muster::supply
