#include "supply/lorries.h"

#include <glpk.h>

#include <algorithm>
#include <memory>

namespace muster::supply {
namespace {

// Something left behind outweighs any number of lorries on the road.
constexpr double kLeftBehind = 1e6;

struct Choice {
  std::size_t lorry = 0;
  std::size_t order = 0;
  double minutes = 0;
};

std::vector<Choice> choices_of(const LorryProblem& problem) {
  std::vector<Choice> out;
  for (std::size_t l = 0; l < problem.lorries.size(); ++l) {
    for (std::size_t o = 0; o < problem.orders.size(); ++o) {
      if (problem.minutes[l][o]) out.push_back({l, o, *problem.minutes[l][o]});
    }
  }
  return out;
}

// Rows: one per lorry (at most one order), then weight and volume of each order, in shares of the whole.
class Program {
 public:
  Program(const LorryProblem& problem, const std::vector<Choice>& choices) : program_(glp_create_prob(), glp_delete_prob) {
    const int lorries = static_cast<int>(problem.lorries.size());
    const int orders = static_cast<int>(problem.orders.size());
    glp_add_rows(program_.get(), lorries + 2 * orders);
    for (int l = 0; l < lorries; ++l) glp_set_row_bnds(program_.get(), l + 1, GLP_UP, 0, 1);
    for (int row = lorries + 1; row <= lorries + 2 * orders; ++row) glp_set_row_bnds(program_.get(), row, GLP_LO, 1, 0);
    glp_add_cols(program_.get(), static_cast<int>(choices.size()) + orders);
    for (std::size_t c = 0; c < choices.size(); ++c) add_choice(problem, choices[c], static_cast<int>(c) + 1, lorries);
    for (int o = 0; o < orders; ++o) {
      const int column = static_cast<int>(choices.size()) + o + 1;
      glp_set_col_bnds(program_.get(), column, GLP_DB, 0, 1);
      glp_set_obj_coef(program_.get(), column, kLeftBehind);
      const int rows[] = {0, lorries + 2 * o + 1, lorries + 2 * o + 2};
      const double values[] = {0, 1, 1};
      glp_set_mat_col(program_.get(), column, 2, rows, values);
    }
  }

  bool solve(int time_limit_ms) {
    glp_iocp settings;
    glp_init_iocp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.presolve = GLP_ON;
    settings.tm_lim = time_limit_ms;
    (void)glp_intopt(program_.get(), &settings);
    const int status = glp_mip_status(program_.get());
    return status == GLP_OPT || status == GLP_FEAS;
  }
  [[nodiscard]] double value(std::size_t column) const { return glp_mip_col_val(program_.get(), static_cast<int>(column) + 1); }

 private:
  void add_choice(const LorryProblem& problem, const Choice& choice, int column, int lorries) {
    const LorryLoad& load = problem.orders[choice.order];
    const Lorry& lorry = problem.lorries[choice.lorry];
    const double weight = load.weight_t > 0 ? lorry.load_t / load.weight_t : 1;
    const double volume = load.volume_m3 > 0 && lorry.volume_m3 ? *lorry.volume_m3 / load.volume_m3 : 1;
    const int order = static_cast<int>(choice.order);
    glp_set_col_kind(program_.get(), column, GLP_BV);
    glp_set_obj_coef(program_.get(), column, problem.one_lorry_min + choice.minutes);
    const int rows[] = {0, static_cast<int>(choice.lorry) + 1, lorries + 2 * order + 1, lorries + 2 * order + 2};
    // More than all of it takes no more: the bounds stay tight.
    const double values[] = {0, 1, std::min(1.0, weight), std::min(1.0, volume)};
    glp_set_mat_col(program_.get(), column, 3, rows, values);
  }

  std::unique_ptr<glp_prob, decltype(&glp_delete_prob)> program_;
};

}  // namespace

LorryPlan assign_lorries(const LorryProblem& problem) {
  LorryPlan out{std::vector<std::vector<std::size_t>>(problem.orders.size()), std::vector<double>(problem.orders.size(), 1)};
  const std::vector<Choice> choices = choices_of(problem);
  if (choices.empty()) return out;
  Program program(problem, choices);
  if (!program.solve(problem.time_limit_ms)) return out;
  std::vector<std::pair<double, Choice>> taken;
  for (std::size_t c = 0; c < choices.size(); ++c) {
    if (program.value(c) > 0.5) taken.emplace_back(choices[c].minutes, choices[c]);
  }
  std::ranges::stable_sort(taken, {}, [](const auto& one) { return one.first; });
  for (const auto& [minutes, choice] : taken) out.lorries[choice.order].push_back(choice.lorry);
  for (std::size_t o = 0; o < problem.orders.size(); ++o) {
    const double left = program.value(choices.size() + o);
    out.missing[o] = left < 1e-6 ? 0 : left;
  }
  return out;
}

}  // namespace muster::supply
