/// The control API: every call there is.
enum ControlAPI {
    /// In the order of the description.
    static var operations: [ControlOperation] { ClockCalls.all }
}
