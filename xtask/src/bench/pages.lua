-- One line for `cargo xtask bench`: requests, microseconds, p50, p95, p99, errors.
done = function(summary, latency, requests)
  local errors = summary.errors
  print(string.format("measured %d %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
