import CoreMetrics
import StatsdMetrics

extension Configuration {
  /// Sends what processors count to statsd, where one is configured. Once a process, before a processor is made.
  func bootstrapMetrics() {
    guard let host = statsdHost.value, let port = UInt16(exactly: statsdPort.value) else { return }
    MetricsSystem.bootstrap(StatsdMetrics(host: host, port: port, prefix: statsdPrefix.value))
  }
}
