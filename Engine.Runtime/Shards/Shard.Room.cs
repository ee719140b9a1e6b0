using Engine.Runtime;

namespace Engine.Internal;

/// <summary>
/// How a shard gets along with a journal that is bounded. There is always room to write once more all that its runs need: else the journal could not be
/// cleaned any more, and everything would wait for ever. When what is left comes near that, it works no more until the journal is cleaned; when
/// cleaning cannot help, steps that record fail with the reason; and when that does not help, the shard ends with it.
/// </summary>
internal sealed partial class Shard
{
    /// <summary>The least that a tick may append.</summary>
    private const int LeastSpare = 64;

    private JournalRoom _room;

    /// <summary>What of that was left when all had been written again with nothing done beside it: once more would not help.</summary>
    private long _unneededAfterCleaning;

    /// <summary>Up to this position a tick may append. What it appends has to be written once more, and a quarter for what does not fit where it begins.</summary>
    private long _workUntil = long.MaxValue;

    public JournalRoom Room => _room;

    /// <summary>Whether something may be appended. Asked before each piece of work, which may append a few records of any length.</summary>
    public bool HasRoom => Journal.Appended < _workUntil && Journal.HasRoom;

    /// <summary>Whether a tick could do more than clean.</summary>
    public bool MayWork => _room is JournalRoom.Ample or JournalRoom.Overgrown && Journal.HasRoom;

    /// <summary>What has to be written again when the journal is cleaned, at most.</summary>
    private long AllNeededBytes => NeededBytes + WorkflowBytes + HeldBytes;

    private bool HasReleaseNews => _room == JournalRoom.Releasing && (Journal.IsReleased || Journal.Durable == Journal.Appended);

    /// <summary>
    /// Why a run may not record so many bytes more; null if it may. One run may take an eighth of the journal, so that one that records without end keeps
    /// no other from starting; all of them may take what can be written once more, two fifths of it.
    /// </summary>
    public string? OvergrownBy(ref RunInfo info, int bytes)
    {
        long ofRun = (long)info.RecordBytes + bytes;
        if (_room == JournalRoom.Overgrown)
        {
            return $"the runs of shard {Number} need {AllNeededBytes} of its {Journal.MaxBytes} bytes, and all of that has to fit in twice. Raise JournalOptions.MaxSegments and retry the run, or have fewer runs at a time and forget those that have ended sooner.";
        }

        return ofRun > Journal.MaxBytes / 8
            ? $"the run has recorded {ofRun} bytes with it, and an eighth of the {Journal.MaxBytes} of its shard is the limit. Raise JournalOptions.MaxSegments and retry the run, or return references to what is large."
            : null;
    }

    /// <summary>Decides what this tick may do. False: nothing, and the shard has ended.</summary>
    private bool Weigh()
    {
        if (!IsKept)
        {
            return true;
        }

        long spare = Journal.FreeBytes - AllNeededBytes - (AllNeededBytes / 4) - (2 * Journal.MaxRecordBytes);

        // For the records of what fails.
        long reserve = Journal.MaxBytes / 16;
        if (spare >= reserve + LeastSpare)
        {
            _room = JournalRoom.Ample;
            _workUntil = Journal.Appended + ((spare - reserve) / 3);
        }
        else if (CleaningHelps)
        {
            _room = JournalRoom.Cleaning;
            _workUntil = 0;
        }
        else if (!Journal.IsReleased)
        {
            if (Journal.Durable == Journal.Appended)
            {
                // A frame has to say that they may go.
                WriteNumber();
            }

            _room = JournalRoom.Releasing;
            _workUntil = 0;
        }
        else if (spare >= LeastSpare)
        {
            _room = JournalRoom.Overgrown;
            _workUntil = Journal.Appended + (spare / 3);
        }
        else
        {
            Abandon(new JournalException(
                JournalFault.Full,
                $"The journal of shard {Number} is full: its runs need {AllNeededBytes} of its {Journal.MaxBytes} bytes, and all of that has to fit in twice. Nothing that was acknowledged is lost: start the host again with a larger JournalOptions.MaxSegments."));
            return false;
        }

        return true;
    }

    /// <summary>Whether a part of the journal is needed by nobody any more, and keeps its place only because what stands before it is.</summary>
    private bool CleaningHelps => (_isCleaning && HasOlderThan(_newWorkflowsPosition))
        || UnneededBytes > _unneededAfterCleaning + (Journal.MaxBytes / 16) + (AllNeededBytes / 8);

    /// <summary>What of the journal is between what is needed.</summary>
    private long UnneededBytes => Journal.Appended - OldestNeeded() - AllNeededBytes;
}
