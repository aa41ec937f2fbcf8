package dev.containerevents.compat.authentik;

import dev.containerevents.event.Status;
import java.util.Set;

/// What authentik calls an event's type. Of ours it takes those only that it knows itself.
final class AuthentikAction {

    /// Those of its version 2024.8, then those that came up to 2026.8. `custom_` is the beginning of a name inside
    /// of authentik; its API takes nothing behind it.
    private static final Set<String> ALL = Set.of(
            "login",
            "login_failed",
            "logout",
            "user_write",
            "suspicious_request",
            "password_set",
            "secret_view",
            "secret_rotate",
            "invitation_used",
            "authorize_application",
            "source_linked",
            "impersonation_started",
            "impersonation_ended",
            "flow_execution",
            "policy_execution",
            "policy_exception",
            "property_mapping_exception",
            "system_task_execution",
            "system_task_exception",
            "system_exception",
            "configuration_error",
            "model_created",
            "model_updated",
            "model_deleted",
            "email_sent",
            "update_available",
            "custom_",
            "user_offboarded",
            "configuration_warning",
            "export_ready",
            "review_initiated",
            "review_overdue",
            "review_attested",
            "review_completed",
            "access_request_created",
            "access_request_approved",
            "access_request_denied",
            "access_request_revoked");

    private AuthentikAction() {}

    static boolean isOne(String text) {
        return ALL.contains(text);
    }

    /// authentik has no status, but actions that only a failure has.
    static Status status(String action) {
        return action.equals("login_failed") || action.endsWith("_exception") ? Status.FAIL : Status.SUCCESS;
    }
}
