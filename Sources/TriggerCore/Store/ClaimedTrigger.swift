/// A claim as the Processors screen shows it.
public struct ClaimedTrigger: Hashable, Sendable {
  public var id: TriggerID
  public var type: String
  public var processorID: String?
  public var mark: RunningMark

  public init(id: TriggerID, type: String, processorID: String?, mark: RunningMark) {
    self.id = id
    self.type = type
    self.processorID = processorID
    self.mark = mark
  }
}
