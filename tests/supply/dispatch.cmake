muster_test(dispatch_plan_test SOURCES dispatch_share_test.cc dispatch_plan_test.cc evacuation_solve_test.cc lorries_test.cc USES supply LABELS unit)
muster_test(dispatch_orders_test SOURCES orders_test.cc orders_promise_test.cc
  USES supply observation clock identity record model journal db json base
  LINKS muster_test_shipped muster_test_support LABELS store TIMEOUT 600)
muster_test(dispatch_api_test
  SOURCES dispatch_api_test.cc ../app/test_city.cc ../road/map.cc
  USES app test_support LABELS store TIMEOUT 300)
muster_test(call_outs_api_test
  SOURCES call_outs_api_test.cc ../app/test_city.cc ../road/map.cc
  USES app test_support LABELS store TIMEOUT 300)
