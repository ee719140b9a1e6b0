namespace Engine.Host.Bench.Http;

/// <summary>A request that was made before anything is measured.</summary>
/// <param name="Bytes">Its head and its body.</param>
/// <param name="StampOffsets">Where in it <see cref="RequestScript.StampLength"/> digits are to be written that no other request has.</param>
internal readonly record struct ScriptedRequest(byte[] Bytes, int[] StampOffsets);
