import CoreMetrics
import Metrics
import Synchronization

/// django-triggers' metrics under their own names, each once for a recorded outcome.
final class ProcessorMetrics: Sendable {
  private struct OfType {
    let processed: Counter
    let failed: Counter
    let delay: CoreMetrics.Recorder
  }

  private let factory: any MetricsFactory
  private let types = Mutex<[ExactText: OfType]>([:])

  init(_ factory: any MetricsFactory) { self.factory = factory }

  /// - Parameter record: the row before.
  func recorded(_ outcome: Outcome, of record: TriggerRecord, _ transition: Transition) {
    let metrics = metrics(of: record.type)
    switch outcome {
    case .succeeded:
      metrics.processed.increment()
      if record.processed == nil, let after = record.after, after.isFinite,
        let processed = transition.progress.processed
      {
        metrics.delay.record(processed.since(after).inSeconds)
      }
    case .failed: metrics.failed.increment()
    case .later: break
    }
  }

  private func metrics(of type: String) -> OfType {
    types.withLock { types in
      if let known = types[ExactText(type)] { return known }
      let made = OfType(
        processed: Counter(label: "triggers.\(type).processed", factory: factory),
        failed: Counter(label: "triggers.\(type).failed", factory: factory),
        // Seconds under a timer's type on the wire, as the library sends them: backends get the number as it is.
        delay: CoreMetrics.Recorder(label: "triggers.\(type).process_delay_seconds", aggregate: true, factory: factory))
      types[ExactText(type)] = made
      return made
    }
  }
}
