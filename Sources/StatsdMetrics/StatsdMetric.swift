import CoreMetrics

/// One name on the wire; holds no value of its own.
final class StatsdMetric: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
  private let name: String
  private let type: String
  private let sender: StatsdSender

  init(_ name: String, type: String, _ sender: StatsdSender) {
    self.name = name
    self.type = type
    self.sender = sender
  }

  func increment(by amount: Int64) { send("\(amount)") }
  func increment(by amount: Double) { send("\(amount)") }
  func increment(by amount: Int) { send("\(amount)") }
  func decrement(by amount: Double) { send("-\(amount)") }
  func set(_ value: Int64) { send("\(value)") }
  func set(_ value: Double) { send("\(value)") }
  func record(_ value: Int64) { send("\(value)") }
  func record(_ value: Double) { send("\(value)") }
  func recordNanoseconds(_ duration: Int64) { send("\(Double(duration) / 1_000_000)") }

  /// statsd counts what it is sent and resets by itself.
  func reset() {}

  private func send(_ value: String) { sender.send("\(name):\(value)|\(type)") }
}
