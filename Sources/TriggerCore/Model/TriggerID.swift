/// The key of a trigger: `id` of `djtriggers_trigger`, 32 or 64 bits wide depending on the Django project.
public typealias TriggerID = Int64
