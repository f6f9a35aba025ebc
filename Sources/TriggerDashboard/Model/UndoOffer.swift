import TriggerCore

/// An action that the operator may take back.
struct UndoOffer: Hashable, Sendable {
  /// One of its triggers.
  struct Sample: Hashable, Sendable {
    var change: JournaledChange
    /// As it is now; nil if it is gone.
    var record: TriggerRecord?
  }

  static let mostSamples = 20

  var action: JournaledAction
  /// All that it did, as it left it.
  var targets: [Target]
  /// The first of them.
  var samples: [Sample]
}
