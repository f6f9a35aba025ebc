import CoreMetrics

/// A backend for swift-metrics that sends statsd packets over UDP.
///
///     MetricsSystem.bootstrap(StatsdMetrics(host: "127.0.0.1"))
///
/// Counters are sent as `name:1|c`, timers in milliseconds and aggregating recorders unscaled, both as `name:v|ms`,
/// plain recorders and meters as `name:v|g`; those of a tenth of a second share a packet. Nothing is ever waited for: a
/// packet that cannot be sent at once, or whose server's name is not resolved yet, is lost. The name is resolved again
/// once a minute, or 10 seconds after nobody answered there. Dimensions are left out, as statsd knows none.
public final class StatsdMetrics: MetricsFactory {
  private let sender: StatsdSender
  private let prefix: String

  /// - Parameters:
  ///   - host: a name or a numeric address.
  ///   - prefix: put before every name with a dot (`STATSD_PREFIX`); empty for none.
  public init(host: String, port: UInt16 = 8125, prefix: String = "") {
    sender = StatsdSender(host: host, port: port)
    self.prefix = prefix.isEmpty ? "" : prefix + "."
  }

  /// Sends at once what is still gathered, up to a tenth of a second: before the program ends.
  public func flush() { sender.flush() }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    StatsdMetric(name(label), type: "c", sender)
  }

  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)])
    -> any FloatingPointCounterHandler
  {
    StatsdMetric(name(label), type: "c", sender)
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    StatsdMetric(name(label), type: "g", sender)
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    StatsdMetric(name(label), type: aggregate ? "ms" : "g", sender)
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    StatsdMetric(name(label), type: "ms", sender)
  }

  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// What separates fields in a packet becomes `_`: a trigger's type is data.
  private func name(_ label: String) -> String {
    prefix + String(label.map { $0 == ":" || $0 == "|" || $0 == "@" || $0.isNewline || $0.isWhitespace ? "_" : $0 })
  }
}
